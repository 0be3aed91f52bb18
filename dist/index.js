import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 20770:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {

module.exports = __nccwpck_require__(20218);


/***/ }),

/***/ 20218:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var net = __nccwpck_require__(69278);
var tls = __nccwpck_require__(64756);
var http = __nccwpck_require__(58611);
var https = __nccwpck_require__(65692);
var events = __nccwpck_require__(24434);
var assert = __nccwpck_require__(42613);
var util = __nccwpck_require__(39023);


exports.httpOverHttp = httpOverHttp;
exports.httpsOverHttp = httpsOverHttp;
exports.httpOverHttps = httpOverHttps;
exports.httpsOverHttps = httpsOverHttps;


function httpOverHttp(options) {
  var agent = new TunnelingAgent(options);
  agent.request = http.request;
  return agent;
}

function httpsOverHttp(options) {
  var agent = new TunnelingAgent(options);
  agent.request = http.request;
  agent.createSocket = createSecureSocket;
  agent.defaultPort = 443;
  return agent;
}

function httpOverHttps(options) {
  var agent = new TunnelingAgent(options);
  agent.request = https.request;
  return agent;
}

function httpsOverHttps(options) {
  var agent = new TunnelingAgent(options);
  agent.request = https.request;
  agent.createSocket = createSecureSocket;
  agent.defaultPort = 443;
  return agent;
}


function TunnelingAgent(options) {
  var self = this;
  self.options = options || {};
  self.proxyOptions = self.options.proxy || {};
  self.maxSockets = self.options.maxSockets || http.Agent.defaultMaxSockets;
  self.requests = [];
  self.sockets = [];

  self.on('free', function onFree(socket, host, port, localAddress) {
    var options = toOptions(host, port, localAddress);
    for (var i = 0, len = self.requests.length; i < len; ++i) {
      var pending = self.requests[i];
      if (pending.host === options.host && pending.port === options.port) {
        // Detect the request to connect same origin server,
        // reuse the connection.
        self.requests.splice(i, 1);
        pending.request.onSocket(socket);
        return;
      }
    }
    socket.destroy();
    self.removeSocket(socket);
  });
}
util.inherits(TunnelingAgent, events.EventEmitter);

TunnelingAgent.prototype.addRequest = function addRequest(req, host, port, localAddress) {
  var self = this;
  var options = mergeOptions({request: req}, self.options, toOptions(host, port, localAddress));

  if (self.sockets.length >= this.maxSockets) {
    // We are over limit so we'll add it to the queue.
    self.requests.push(options);
    return;
  }

  // If we are under maxSockets create a new one.
  self.createSocket(options, function(socket) {
    socket.on('free', onFree);
    socket.on('close', onCloseOrRemove);
    socket.on('agentRemove', onCloseOrRemove);
    req.onSocket(socket);

    function onFree() {
      self.emit('free', socket, options);
    }

    function onCloseOrRemove(err) {
      self.removeSocket(socket);
      socket.removeListener('free', onFree);
      socket.removeListener('close', onCloseOrRemove);
      socket.removeListener('agentRemove', onCloseOrRemove);
    }
  });
};

TunnelingAgent.prototype.createSocket = function createSocket(options, cb) {
  var self = this;
  var placeholder = {};
  self.sockets.push(placeholder);

  var connectOptions = mergeOptions({}, self.proxyOptions, {
    method: 'CONNECT',
    path: options.host + ':' + options.port,
    agent: false,
    headers: {
      host: options.host + ':' + options.port
    }
  });
  if (options.localAddress) {
    connectOptions.localAddress = options.localAddress;
  }
  if (connectOptions.proxyAuth) {
    connectOptions.headers = connectOptions.headers || {};
    connectOptions.headers['Proxy-Authorization'] = 'Basic ' +
        new Buffer(connectOptions.proxyAuth).toString('base64');
  }

  debug('making CONNECT request');
  var connectReq = self.request(connectOptions);
  connectReq.useChunkedEncodingByDefault = false; // for v0.6
  connectReq.once('response', onResponse); // for v0.6
  connectReq.once('upgrade', onUpgrade);   // for v0.6
  connectReq.once('connect', onConnect);   // for v0.7 or later
  connectReq.once('error', onError);
  connectReq.end();

  function onResponse(res) {
    // Very hacky. This is necessary to avoid http-parser leaks.
    res.upgrade = true;
  }

  function onUpgrade(res, socket, head) {
    // Hacky.
    process.nextTick(function() {
      onConnect(res, socket, head);
    });
  }

  function onConnect(res, socket, head) {
    connectReq.removeAllListeners();
    socket.removeAllListeners();

    if (res.statusCode !== 200) {
      debug('tunneling socket could not be established, statusCode=%d',
        res.statusCode);
      socket.destroy();
      var error = new Error('tunneling socket could not be established, ' +
        'statusCode=' + res.statusCode);
      error.code = 'ECONNRESET';
      options.request.emit('error', error);
      self.removeSocket(placeholder);
      return;
    }
    if (head.length > 0) {
      debug('got illegal response body from proxy');
      socket.destroy();
      var error = new Error('got illegal response body from proxy');
      error.code = 'ECONNRESET';
      options.request.emit('error', error);
      self.removeSocket(placeholder);
      return;
    }
    debug('tunneling connection has established');
    self.sockets[self.sockets.indexOf(placeholder)] = socket;
    return cb(socket);
  }

  function onError(cause) {
    connectReq.removeAllListeners();

    debug('tunneling socket could not be established, cause=%s\n',
          cause.message, cause.stack);
    var error = new Error('tunneling socket could not be established, ' +
                          'cause=' + cause.message);
    error.code = 'ECONNRESET';
    options.request.emit('error', error);
    self.removeSocket(placeholder);
  }
};

TunnelingAgent.prototype.removeSocket = function removeSocket(socket) {
  var pos = this.sockets.indexOf(socket)
  if (pos === -1) {
    return;
  }
  this.sockets.splice(pos, 1);

  var pending = this.requests.shift();
  if (pending) {
    // If we have pending requests and a socket gets closed a new one
    // needs to be created to take over in the pool for the one that closed.
    this.createSocket(pending, function(socket) {
      pending.request.onSocket(socket);
    });
  }
};

function createSecureSocket(options, cb) {
  var self = this;
  TunnelingAgent.prototype.createSocket.call(self, options, function(socket) {
    var hostHeader = options.request.getHeader('host');
    var tlsOptions = mergeOptions({}, self.options, {
      socket: socket,
      servername: hostHeader ? hostHeader.replace(/:.*$/, '') : options.host
    });

    // 0 is dummy port for v0.6
    var secureSocket = tls.connect(0, tlsOptions);
    self.sockets[self.sockets.indexOf(socket)] = secureSocket;
    cb(secureSocket);
  });
}


function toOptions(host, port, localAddress) {
  if (typeof host === 'string') { // since v0.10
    return {
      host: host,
      port: port,
      localAddress: localAddress
    };
  }
  return host; // for v0.11 or later
}

function mergeOptions(target) {
  for (var i = 1, len = arguments.length; i < len; ++i) {
    var overrides = arguments[i];
    if (typeof overrides === 'object') {
      var keys = Object.keys(overrides);
      for (var j = 0, keyLen = keys.length; j < keyLen; ++j) {
        var k = keys[j];
        if (overrides[k] !== undefined) {
          target[k] = overrides[k];
        }
      }
    }
  }
  return target;
}


var debug;
if (process.env.NODE_DEBUG && /\btunnel\b/.test(process.env.NODE_DEBUG)) {
  debug = function() {
    var args = Array.prototype.slice.call(arguments);
    if (typeof args[0] === 'string') {
      args[0] = 'TUNNEL: ' + args[0];
    } else {
      args.unshift('TUNNEL:');
    }
    console.error.apply(console, args);
  }
} else {
  debug = function() {};
}
exports.debug = debug; // for test


/***/ }),

/***/ 42613:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("assert");

/***/ }),

/***/ 20181:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("buffer");

/***/ }),

/***/ 49140:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("constants");

/***/ }),

/***/ 76982:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");

/***/ }),

/***/ 24434:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("events");

/***/ }),

/***/ 79896:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");

/***/ }),

/***/ 91943:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs/promises");

/***/ }),

/***/ 58611:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("http");

/***/ }),

/***/ 65692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("https");

/***/ }),

/***/ 69278:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("net");

/***/ }),

/***/ 34589:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:assert");

/***/ }),

/***/ 16698:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:async_hooks");

/***/ }),

/***/ 4573:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:buffer");

/***/ }),

/***/ 37540:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:console");

/***/ }),

/***/ 77598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 53053:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:diagnostics_channel");

/***/ }),

/***/ 40610:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:dns");

/***/ }),

/***/ 78474:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");

/***/ }),

/***/ 73024:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 51455:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");

/***/ }),

/***/ 37067:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");

/***/ }),

/***/ 32467:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http2");

/***/ }),

/***/ 44708:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:https");

/***/ }),

/***/ 98995:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:module");

/***/ }),

/***/ 77030:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");

/***/ }),

/***/ 48161:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");

/***/ }),

/***/ 76760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 643:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:perf_hooks");

/***/ }),

/***/ 1708:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:process");

/***/ }),

/***/ 41792:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:querystring");

/***/ }),

/***/ 57075:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream");

/***/ }),

/***/ 46193:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:string_decoder");

/***/ }),

/***/ 41692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:tls");

/***/ }),

/***/ 73136:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:url");

/***/ }),

/***/ 57975:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");

/***/ }),

/***/ 73429:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util/types");

/***/ }),

/***/ 75919:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");

/***/ }),

/***/ 38522:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");

/***/ }),

/***/ 70857:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");

/***/ }),

/***/ 16928:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");

/***/ }),

/***/ 932:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("process");

/***/ }),

/***/ 2203:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("stream");

/***/ }),

/***/ 13193:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("string_decoder");

/***/ }),

/***/ 64756:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tls");

/***/ }),

/***/ 52018:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tty");

/***/ }),

/***/ 87016:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("url");

/***/ }),

/***/ 39023:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("util");

/***/ }),

/***/ 43106:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("zlib");

/***/ }),

/***/ 75691:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _main_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3556);

await (0,_main_js__WEBPACK_IMPORTED_MODULE_0__/* .main */ .i)();

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 3556:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  i: () => (/* binding */ main)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(77598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(73024);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(48161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(76760);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 13 modules
var core = __nccwpck_require__(77094);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __nccwpck_require__(51455);
;// CONCATENATED MODULE: ./lib/failures/export-error.js
const FAILURE_CODES = [
    'input',
    'auth',
    'forbidden',
    'not-found',
    'rejected',
    'network',
    'protocol',
    'start-unknown',
    'export-failed',
    'export-cancelled',
    'timed-out',
    'aborted',
    'empty',
    'partial',
    'download',
    'upload',
    'internal',
];
const RUN_AGAIN = 'Run the step again with the same export-id. If it fails in the same way, start a new export.';
class ExportError extends Error {
    name = 'ExportError';
    code;
    remedy;
    budget;
    hint;
    requestId;
    retryAfterMs;
    httpStatus;
    isPage;
    constructor(code, message, details = {}) {
        super(message, { cause: details.cause });
        this.code = code;
        this.remedy = details.remedy ?? 'never';
        this.budget = details.budget ?? this.remedy;
        this.hint = details.hint || RUN_AGAIN;
        this.requestId = details.requestId ?? '';
        this.retryAfterMs = details.retryAfterMs ?? 0;
        this.httpStatus = details.httpStatus;
        this.isPage = details.isPage ?? false;
    }
}
function toExportError(thrown) {
    if (thrown instanceof ExportError)
        return thrown;
    const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    const hint = 'This is a bug in the action. Please report it with this message.';
    return new ExportError('internal', message, { hint, cause: thrown });
}
function toFailure(thrown) {
    const { code, message: reason, hint, requestId, cause } = toExportError(thrown);
    return { code, reason, hint, requestId, cause };
}

;// CONCATENATED MODULE: ./lib/providers/response.js

function get(url, headers = {}) {
    return { method: 'GET', url, headers: { accept: 'application/json', ...headers }, credential: 'session' };
}
function postJson(url, body) {
    return {
        method: 'POST',
        url,
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: JSON.stringify(body),
        credential: 'none',
    };
}
function dateOf({ headers: { date = '' } }) {
    const time = new Date(date);
    return Number.isNaN(time.valueOf()) ? undefined : time;
}
const MALFORMED = 'If the error persists, check api-url and api-version, and whether a proxy responds in place of the API.';
function malformed(message, hint = MALFORMED) {
    return new ExportError('protocol', message, { remedy: 'retry', budget: 'malformed', hint });
}
const PHASES = ['succeeded', 'failed', 'cancelled', 'waiting'];
const PLAIN_ENDINGS = {
    cancelled: ['cancelled', 'canceled', 'aborted'],
    failed: ['failed', 'failure', 'error', 'errored', 'expired', 'timed out'],
};
function phaseOf(statuses, status) {
    const phase = PHASES.find(candidate => isOneOf(statuses[candidate], status));
    const ending = ['cancelled', 'failed'].find(name => isOneOf(PLAIN_ENDINGS[name], status));
    return { phase: phase ?? ending ?? 'waiting', known: phase !== undefined };
}
const MAX_MATCHED_CHARS = 1_000;
function isOneOf(documented, status) {
    if (status.length > MAX_MATCHED_CHARS)
        return false;
    return documented.some(name => name.endsWith('*')
        ? folded(status).startsWith(folded(name.slice(0, -1)))
        : folded(status) === folded(name));
}
function folded(status) {
    return status.toLowerCase().replaceAll(/[\s_-]/g, '');
}
function jobStatus(statuses, fields) {
    const neutral = {
        progress: undefined,
        reason: '',
        requestId: '',
        files: [],
        empty: false,
        failedParts: [],
        doubt: '',
        warnings: [],
        rowCount: undefined,
        startedAt: '',
        finishedAt: '',
        expiresAt: '',
        details: {},
        hint: '',
    };
    return {
        ...neutral,
        ...fields,
        providerStatus: fields.providerStatus.replace(/\s+/g, ' '),
        ...phaseOf(statuses, fields.providerStatus),
    };
}
function pendingStatus({ status }) {
    const providerStatus = `HTTP ${status}`;
    return jobStatus({ waiting: [providerStatus], succeeded: [], failed: [], cancelled: [] }, { providerStatus });
}
function detailsOf(json, path = []) {
    if (typeof json !== 'object' || json === null || Array.isArray(json))
        return {};
    const [name = '', ...rest] = path;
    return Object.fromEntries(Object.entries(json).flatMap(([key, value]) => {
        if (key !== name)
            return [[key, value]];
        return rest.length === 0 ? [] : [[key, detailsOf(value, rest)]];
    }));
}

;// CONCATENATED MODULE: ./lib/providers/locator.js

const STEP = /\.([A-Za-z_]\w*)|\."([^"\\]+)"|\.?\[(\d{0,6})\]/g;
const PATH = /^(?:\.|(?=\.)(?:\.[A-Za-z_]\w*|\."[^"\\]+"|\.?\[\d{0,6}\])+)$/;
function isLocator(text) {
    return /^(\.|header\.|http$)/.test(text);
}
function isPath(text) {
    return PATH.test(text);
}
function httpStatus(status) {
    return `HTTP ${status}`;
}
function fieldsOf(path) {
    const names = [];
    for (const [, name, quotedName = '', index] of path.startsWith('.') ? path.matchAll(STEP) : []) {
        if (index !== undefined)
            break;
        names.push(name ?? quotedName);
    }
    return names;
}
function valuesAt(locator, { status, headers, json }) {
    if (locator === 'http')
        return [status === undefined ? undefined : httpStatus(status)];
    if (locator.startsWith('header.'))
        return [own(headers, locator.slice('header.'.length).toLowerCase())];
    if (!isPath(locator))
        throw new Error(`${locator} is not a path.`);
    let values = [json];
    for (const [, name, quotedName, index] of locator.matchAll(STEP))
        values = values.flatMap(value => {
            if (index === undefined)
                return [own(value, name ?? quotedName)];
            if (!Array.isArray(value))
                return [undefined];
            return index === '' ? value : [value[Number(index)]];
        });
    return values.map(value => value ?? undefined);
}
const MAX_PATHS = 12;
const MAX_PATH_STEPS = 3;
function pathsIn(json, path = '', steps = 0) {
    if (typeof json !== 'object' || json === null || steps === MAX_PATH_STEPS)
        return path === '' ? [] : [path];
    if (Array.isArray(json))
        return pathsIn(json[0], `${path || '.'}[]`, steps);
    return Object.entries(json)
        .filter(([name]) => /^[A-Za-z][A-Za-z_-]{0,40}$/.test(name))
        .slice(0, MAX_PATHS)
        .flatMap(([name, value]) => pathsIn(value, `${path}.${name.includes('-') ? `"${name}"` : name}`, steps + 1))
        .slice(0, MAX_PATHS);
}
function own(value, name = '') {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        return undefined;
    return Object.hasOwn(value, name) ? value[name] : undefined;
}
function textAt(locator, source) {
    const value = locator && valuesAt(locator, source)[0];
    return typeof value === 'string' ? value : '';
}
function requiredTextAt(locator, source, hint) {
    const text = textAt(locator, source).trim();
    if (text !== '')
        return text;
    const [value] = valuesAt(locator, source);
    const isScalar = typeof value === 'number' || typeof value === 'boolean';
    const problem = isScalar
        ? `the value at ${locator} is a ${typeof value}, but must be a text`
        : `there is no text at ${locator}`;
    throw malformed(`Unexpected response: ${problem}.`, hint?.());
}
function numberAt(locator, source) {
    const value = locator && valuesAt(locator, source)[0];
    if (typeof value === 'string')
        return /^\s*\d{1,20}(\.\d{1,20})?\s*$/.test(value) ? Number(value) : undefined;
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
function idAt(locator, source, { pattern }) {
    const [value] = valuesAt(locator, source);
    const text = Number.isSafeInteger(value) ? String(value) : textAt(locator, source).trim();
    const id = /^(\/|https?:\/\/)/i.test(text) ? lastSegment(text.replace(/\/(?=$|[?#])/, '')) : text;
    return pattern.test(id) ? id : '';
}
function lastSegment(link) {
    const path = URL.parse(link, 'https://example.com')?.pathname ?? '';
    const segment = path.split('/').at(-1) ?? '';
    try {
        return decodeURIComponent(segment);
    }
    catch {
        return segment;
    }
}
function problemsAt(locators = [], source) {
    return locators.flatMap(locator => valuesAt(locator, source)
        .filter(value => !isNothing(locator.endsWith('[]') ? [value] : value))
        .map(value => (typeof value === 'string' ? value.trim() : JSON.stringify(value))));
}
function isNothing(value) {
    if (Array.isArray(value))
        return value.every(item => item !== 0 && isNothing(item));
    if (typeof value === 'string')
        return value.trim() === '';
    if (typeof value === 'object' && value !== null)
        return Object.keys(value).length === 0;
    return !value;
}

;// CONCATENATED MODULE: ./lib/providers/jwt.js

function jwtClaims(token) {
    const [, payload = ''] = token.split('.');
    try {
        return JSON.parse(Buffer.from(payload, 'base64url').toString());
    }
    catch {
        return undefined;
    }
}
function grantOf(accessToken, refreshToken) {
    const claims = { json: jwtClaims(accessToken) };
    const [issued, expires] = [numberAt('.iat', claims), numberAt('.exp', claims)];
    const expiresInMs = issued !== undefined && expires !== undefined ? (expires - issued) * 1000 : undefined;
    return { accessToken, refreshToken: refreshToken || undefined, expiresInMs };
}

;// CONCATENATED MODULE: ./lib/artifact/preconditions.js



const WITHOUT_SERVICE = 'Set upload-artifact: false, or if-upload-fails: warn to continue without the artifact.';
function unsupportedServer(host) {
    return new ExportError('upload', `${host} has no artifact service that this action can use.`, {
        hint: `GitHub Enterprise Server and Gitea lack the service behind upload-artifact v4; upload the files with actions/upload-artifact@v3 there. ${WITHOUT_SERVICE}`,
    });
}
function unusableToken() {
    return new ExportError('upload', 'The runtime token of this job does not grant access to artifacts.', {
        hint: 'Its scope lacks Actions.Results: the runner or an earlier step replaced ACTIONS_RUNTIME_TOKEN, or the runner is too old. Update the runner.',
    });
}
function serviceProblem(env) {
    const { hostname } = new URL(serverUrl(env));
    if (!/^github\.com$|\.ghe\.com$|\.localhost$/.test(hostname))
        return unsupportedServer(hostname);
    const missing = ['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_RESULTS_URL'].filter(name => !env[name]);
    if (missing.length === 0 && !URL.canParse(env.ACTIONS_RESULTS_URL ?? ''))
        missing.push('ACTIONS_RESULTS_URL');
    if (missing.length > 0)
        return new ExportError('upload', `The runner did not provide ${missing.join(' and ')}.`, {
            hint: `Runners provide these only to actions of a workflow job, not to run steps or a local shell. ${WITHOUT_SERVICE}`,
        });
    const { scp: scopes } = Object(jwtClaims(env.ACTIONS_RUNTIME_TOKEN ?? ''));
    return /(^| )Actions\.Results:[^: ]+:[^: ]+( |$)/.test(String(scopes)) ? undefined : unusableToken();
}
async function isPublicRepository(env) {
    try {
        const event = JSON.parse(await (0,promises_.readFile)(env.GITHUB_EVENT_PATH ?? '', 'utf8'));
        const { visibility, private: isPrivate } = event.repository;
        return visibility === undefined ? isPrivate === false : visibility === 'public';
    }
    catch {
        return false;
    }
}
function artifactUrl(env, id) {
    return `${serverUrl(env)}/${env.GITHUB_REPOSITORY ?? ''}/actions/runs/${env.GITHUB_RUN_ID ?? ''}/artifacts/${id}`;
}
function serverUrl(env) {
    const url = env.GITHUB_SERVER_URL ?? '';
    return URL.parse(url)?.origin ?? 'https://github.com';
}

;// CONCATENATED MODULE: ./lib/exports/outcome.js
const OUTCOME_STATUSES = ['succeeded', 'failed', 'cancelled', 'timed-out', 'aborted', 'error'];
const NO_RESULTS = {
    exportId: '',
    isAdopted: false,
    wait: { polls: 0, waitedMs: 0, observed: {}, timeline: [], last: undefined },
    downloadMs: 0,
    folder: '',
    files: [],
    rowCount: undefined,
    downloadUrls: [],
    overrides: [],
};
function failedOutcome(failure, results = NO_RESULTS) {
    return { ...results, ...failedWith(failure) };
}
function failedWith(failure) {
    return { status: failure.code === 'aborted' ? 'aborted' : 'error', failure };
}
function failedStep(failure) {
    return { ...failedOutcome(failure), exports: [], artifact: undefined, uploadMs: 0 };
}
const WORST_FIRST = [
    'aborted',
    'error',
    'failed',
    'timed-out',
    'cancelled',
    'succeeded',
];
function named(reason, exportId) {
    return exportId === '' || reason.includes(` ${exportId} `) ? reason : `${exportId}: ${reason}`;
}
function stepOutcome(exports, folder) {
    const step = { exports, artifact: undefined, uploadMs: 0 };
    const rank = ({ status }) => WORST_FIRST.indexOf(status);
    const worst = exports.reduce((one, other) => (rank(other) < rank(one) ? other : one));
    if (exports.length === 1)
        return { ...worst, ...step };
    const { status, failure, exportId } = worst;
    const failed = exports.filter(one => one.failure).length;
    const files = exports.flatMap(one => one.files);
    const sum = (count) => exports.reduce((total, one) => total + count(one), 0);
    return {
        ...step,
        status,
        failure: failure && {
            ...failure,
            reason: `${failed} of ${exports.length} exports failed: ${named(failure.reason, exportId)}`,
        },
        exportId: exports.map(one => one.exportId).join('\n'),
        isAdopted: false,
        wait: {
            ...NO_RESULTS.wait,
            polls: sum(one => one.wait.polls),
            waitedMs: Math.max(...exports.map(one => one.wait.waitedMs)),
        },
        downloadMs: 0,
        folder: files.length > 0 ? folder : '',
        files,
        rowCount: exports.some(one => one.rowCount === undefined) ? undefined : sum(one => one.rowCount ?? 0),
        downloadUrls: exports.flatMap(one => one.downloadUrls),
        overrides: [...new Set(exports.flatMap(one => one.overrides))],
    };
}

;// CONCATENATED MODULE: ./lib/report/guide.js
const PAGE = 'docs/troubleshooting.md';
const HEADINGS = {
    input: {
        input: ['inputs are wrong'],
        'duration-has-no-unit': ['has no unit'],
        'input-is-not-used-by-the-provider': ['is not used by the provider'],
        'token-is-empty': ['Check the name of the secret'],
        'token-cannot-be-used': [
            'is wrapped in quotes',
            'has several lines',
            'it has spaces or characters beyond ASCII',
        ],
        'export-id-is-empty': [
            'If it comes from an earlier step',
            'The request that starts the export probably failed',
        ],
        'api-url-is-wrong': [
            'is not an https address',
            'is not the API of',
            'contains credentials',
            'has a path',
            'has a query or a fragment',
        ],
        'definition-of-a-custom-provider': [
            'definition: ',
            'is not valid YAML or JSON',
            'has braces without quotes',
        ],
        'ca-certificate': ['cannot be read. If the file is in the repository', 'it contains no certificate'],
        'proxy-settings': ['is not the URL of an HTTP proxy'],
    },
    auth: {
        'access-token-has-expired': ['is invalid or has expired'],
        'login-failed': ['The login failed'],
        'http-401': ['returned HTTP 401'],
    },
    forbidden: {
        'rate-limit-with-http-403': ['The service limits requests', 'rate limit'],
        'http-403': ['returned HTTP 403'],
    },
    'not-found': {
        'files-were-deleted': ['its results are missing', 'may have deleted the files'],
        'http-404': ['returned HTTP 404'],
    },
    rejected: {
        'request-of-a-custom-provider': ['Check the URL and the body of the request in the definition'],
        'no-login-at-this-address': ['There is no login at this address'],
        'start-refused': ['returned HTTP 403', 'returned HTTP 404'],
        'http-409': ['returned HTTP 409', 'refused a new export as if one were running'],
        'http-410': ['returned HTTP 410'],
        redirect: ['the response is a redirect'],
        'http-400-or-422': ['returned HTTP 400', 'returned HTTP 422'],
    },
    network: {
        'rate-limit': ['returned HTTP 429', 'The service limits requests'],
        proxy: ['The proxy did not open a connection'],
        'certificate-is-not-trusted': ['is not trusted'],
        'host-could-not-be-reached': ['could not be reached: '],
        'no-response': ['did not respond within', 'was lost during the response'],
        'server-error': ['returned HTTP'],
    },
    protocol: {
        'unexpected-response': ['Unexpected response', 'Expected JSON', 'sent an invalid HTTP response'],
        'response-about-another-job': ['The response is about another job'],
        'unsafe-link-or-redirect': ['The response redirects', 'The link was not followed'],
        'definition-and-response-differ': ['in the definition'],
    },
    'timed-out': {
        'no-status': ['No status of'],
        'export-is-still-running': ['is still running after'],
        'no-export-was-started': ['No export was started within'],
    },
    download: {
        'download-timeout-expired': ['expired before the step was done'],
        'download-of-a-custom-provider': ['set download.auth: api', 'correct download.format in the definition'],
        'download-link-expired': ['has expired or was rejected', 'Could not get new download links'],
        'storage-returned-an-error': ['cannot be downloaded: '],
        'cannot-verify-a-file': ['the server sent neither its length nor a checksum'],
        'file-is-damaged-or-cut-short': ['was damaged in transit', 'is cut short', 'but the provider declared'],
        'something-else-in-place-of-the-file': ['; expected '],
        'disk-is-full': ['the disk is full', 'left, but the download needs'],
        'folder-cannot-be-used': [
            'writing there is not allowed',
            'through a symbolic link',
            'has that name',
            'a part of the path is',
            'The disk of',
        ],
    },
    upload: {
        'no-artifact-service': ['has no artifact service that this action can use'],
        'artifact-name-is-in-use': [
            'This run already has an artifact',
            'its incomplete artifact still uses the name',
        ],
        'artifact-rejected': [
            'The artifact service rejected the request',
            'The account has no artifact storage left',
        ],
        'no-access-to-artifacts': ['does not grant access to artifacts', 'The runner did not provide'],
        'artifact-service-cannot-be-reached': [
            'The connection to the artifact service failed',
            'The artifact service stopped responding',
            'The artifact service returned HTTP',
        ],
        'raw-artifact': ['A raw artifact contains one file', 'The artifact cannot be named'],
    },
};
function guideTo({ code, reason, hint }, env) {
    const { GITHUB_ACTION_REPOSITORY: repository = '', GITHUB_ACTION_REF: version = '' } = env;
    const explains = (text) => reason.includes(text) || hint.includes(text);
    const found = Object.entries(HEADINGS[code] ?? {}).find(([, texts]) => texts.some(explains));
    const path = `${PAGE}#${found?.[0] ?? code}`;
    const isPublished = /^[\w.-]+\/[\w.-]+$/.test(repository) && /^[\w./-]+$/.test(version);
    return isPublished ? `https://github.com/${repository}/blob/${version}/${path}` : path;
}

;// CONCATENATED MODULE: ./node_modules/pretty-bytes/index.js
const BYTE_UNITS = [
	'B',
	'kB',
	'MB',
	'GB',
	'TB',
	'PB',
	'EB',
	'ZB',
	'YB',
];

const BIBYTE_UNITS = [
	'B',
	'KiB',
	'MiB',
	'GiB',
	'TiB',
	'PiB',
	'EiB',
	'ZiB',
	'YiB',
];

const BIT_UNITS = [
	'b',
	'kbit',
	'Mbit',
	'Gbit',
	'Tbit',
	'Pbit',
	'Ebit',
	'Zbit',
	'Ybit',
];

const BIBIT_UNITS = [
	'b',
	'kibit',
	'Mibit',
	'Gibit',
	'Tibit',
	'Pibit',
	'Eibit',
	'Zibit',
	'Yibit',
];

// Indexed by `bits` and then `binary`, so the four unit systems are picked in one step.
const UNIT_SETS = [BYTE_UNITS, BIBYTE_UNITS, BIT_UNITS, BIBIT_UNITS];

/*
`Number#toString` switches to exponential notation outside the range [1e-6, 1e21) and `Intl.NumberFormat` drops every fraction digit past the 100 it accepts.
Byte counts read as plain decimal numbers, so both losses are undone here. Expects a finite, non-negative number.
*/
const toDecimalString = number => {
	if (number >= 1e-6 && number < 1e21) {
		return String(number);
	}

	const [mantissa, exponentString] = number.toExponential().split('e');
	const digits = mantissa.replace('.', '');
	const pointPosition = Number(exponentString) + 1;
	const isPositive = pointPosition > 0;
	const padded = isPositive ? digits.padEnd(pointPosition, '0') : '0'.repeat(1 - pointPosition) + digits;
	const integerPart = padded.slice(0, isPositive ? pointPosition : 1);
	const fractionPart = padded.slice(isPositive ? pointPosition : 1).replace(/0+$/, '');

	return fractionPart ? `${integerPart}.${fractionPart}` : integerPart;
};

/*
Formats the given number using `Number#toLocaleString`.
- If locale is a string or array, the value is expected to be a BCP 47 language tag or list of language tags (for example: `de`).
- If locale is true, the system default locale is used for translation.
- If locale is false or unspecified, formatting options are applied without localization; without options, the number is written out as plain digits.
*/
const toLocaleString = (number, locale, options) => {
	if (typeof locale === 'string' || Array.isArray(locale) || locale === true) {
		const locales = locale === true ? undefined : locale;

		if (options !== undefined) {
			return number.toLocaleString(locales, options);
		}

		// `Intl.NumberFormat` limits itself to 3 *fraction* digits while the default here is 3 *significant* digits, so the limit comes from the value.
		const text = toDecimalString(number);
		const pointIndex = text.indexOf('.');
		const maximumFractionDigits = pointIndex === -1 ? 0 : text.length - pointIndex - 1;

		// `Intl.NumberFormat` accepts at most 100 fraction digits. Rounding to 3 significant digits only needs more than that for absurdly small values, which are written out as plain digits instead.
		if (maximumFractionDigits > 100) {
			return text;
		}

		return number.toLocaleString(locales, {maximumFractionDigits});
	}

	if (options === undefined) {
		return toDecimalString(number);
	}

	return number.toLocaleString('en-US', {...options, useGrouping: false});
};

const log10 = numberOrBigInt => {
	if (typeof numberOrBigInt === 'number') {
		return Math.log10(numberOrBigInt);
	}

	const string = numberOrBigInt.toString(10);

	// A `number` only holds about 15 significant digits, so the remaining digits cannot move the magnitude. The result can still land exactly on a unit boundary, which the caller corrects for.
	return string.length + Math.log10(`0.${string.slice(0, 15)}`);
};

const log = numberOrBigInt => {
	if (typeof numberOrBigInt === 'number') {
		return Math.log(numberOrBigInt);
	}

	return log10(numberOrBigInt) * Math.log(10);
};

/*
A `bigint` that a `number` can hold exactly is divided the same way, so the output never depends on which type it was given as.
`floor(a / b) + (a % b) / b` is a different double than `a / b`, which flips the rounding at ties like 1805 bytes.
*/
const divide = (numberOrBigInt, base, exponent) => {
	const divisor = base ** exponent;

	if (typeof numberOrBigInt === 'number' || numberOrBigInt <= Number.MAX_SAFE_INTEGER) {
		return Number(numberOrBigInt) / divisor;
	}

	// `divisor` is not exact for every unit, as `1000 ** 8` is not `1e24`, so the exact divisor is rebuilt from the base and the exponent.
	const bigintDivisor = BigInt(base) ** BigInt(exponent);
	const integerPart = numberOrBigInt / bigintDivisor;
	const remainder = numberOrBigInt % bigintDivisor;

	return Number(integerPart) + (Number(remainder) / divisor);
};

/*
The plain decimal digits of a scaled value that no `number` can hold. `Intl.NumberFormat` is not involved, so the output carries no grouping or localized separator, the same as the fallback for a value with more fraction digits than it accepts.
*/
const toUnrepresentableString = (number, base, exponent, localeOptions) => {
	const scale = BigInt(base) ** BigInt(exponent);
	const whole = number / scale;

	// The 3 significant digit default never bites here: it only ever rounds to at least as many digits as the value has integers, and this one has far more than 3.
	if (localeOptions === undefined) {
		return whole.toString();
	}

	// The fraction digit options take over from that default, so the integer part stays exact and the fraction is truncated.
	const minimumFractionDigits = localeOptions.minimumFractionDigits ?? 0;
	const maximumFractionDigits = Math.max(localeOptions.maximumFractionDigits ?? 3, minimumFractionDigits);
	const truncated = ((number % scale) * (10n ** BigInt(maximumFractionDigits)) / scale).toString().padStart(maximumFractionDigits, '0');
	const fraction = truncated.replace(/0+$/, '').padEnd(minimumFractionDigits, '0');

	return fraction ? `${whole}.${fraction}` : whole.toString();
};

/*
The sign to print in front of the number. A difference of exactly zero gets a space instead of a plus sign, for better alignment. `0 === 0n` is `false`, so both are compared.
*/
const signOf = (number, signed) => {
	if (number < 0) {
		return '-';
	}

	if (!signed) {
		return '';
	}

	return number === 0 || number === 0n ? ' ' : '+';
};

const assertFixedWidth = fixedWidth => {
	if (fixedWidth !== undefined && (typeof fixedWidth !== 'number' || !Number.isSafeInteger(fixedWidth) || fixedWidth < 0)) {
		throw new TypeError(`Expected fixedWidth to be a non-negative integer, got ${typeof fixedWidth}: ${fixedWidth}`);
	}
};

/*
`Intl.NumberFormat` silently truncates non-integers, so they are rejected here instead of quietly changing the output.
*/
const assertFractionDigits = (name, value) => {
	if (value !== undefined && (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 100)) {
		throw new TypeError(`Expected ${name} to be an integer between 0 and 100, got ${typeof value}: ${value}`);
	}
};

const buildLocaleOptions = options => {
	const {minimumFractionDigits, maximumFractionDigits} = options;

	if (minimumFractionDigits === undefined && maximumFractionDigits === undefined) {
		return undefined;
	}

	assertFractionDigits('minimumFractionDigits', minimumFractionDigits);
	assertFractionDigits('maximumFractionDigits', maximumFractionDigits);

	// Checked here rather than left to `Intl.NumberFormat`, which is skipped for a value past the number range.
	if (minimumFractionDigits > maximumFractionDigits) {
		throw new RangeError(`Expected minimumFractionDigits (${minimumFractionDigits}) to not be greater than maximumFractionDigits (${maximumFractionDigits})`);
	}

	return {
		...(minimumFractionDigits !== undefined && {minimumFractionDigits}),
		...(maximumFractionDigits !== undefined && {maximumFractionDigits}),
		roundingMode: 'trunc',
	};
};

function prettyBytes(number, options) {
	if (typeof number !== 'bigint' && !Number.isFinite(number)) {
		throw new TypeError(`Expected a finite number, got ${typeof number}: ${number}`);
	}

	options = {
		bits: false,
		binary: false,
		space: true,
		nonBreakingSpace: false,
		...options,
	};

	assertFixedWidth(options.fixedWidth);
	const localeOptions = buildLocaleOptions(options);

	// Indexed by `bits` then `binary`, so the four combinations line up in one table.
	const UNITS = UNIT_SETS[(options.bits ? 2 : 0) + (options.binary ? 1 : 0)];

	const separator = options.space ? (options.nonBreakingSpace ? '\u00A0' : ' ') : '';

	// Normalize `-0` to `0` so it never formats as `-0`.
	if (Object.is(number, -0)) {
		number = 0;
	}

	const prefix = signOf(number, options.signed);

	if (number < 0) {
		number = -number;
	}

	const base = options.binary ? 1024 : 1000;

	let exponent = 0;
	if (number >= 1) {
		exponent = Math.min(Math.floor(options.binary ? log(number) / Math.log(base) : log10(number) / 3), UNITS.length - 1);
	}

	// A `number` always scales down to something a `number` can hold, and a `bigint` stops being able to once the quotient passes `Number.MAX_VALUE`, where `divide` overflows to `Infinity` and the exact quotient is formatted instead.
	const scaled = divide(number, base, exponent);

	let numberString;
	if (Number.isFinite(scaled)) {
		number = scaled;

		// A value that sits just below a unit boundary, like `999999999999999` bytes, has a `log10` that rounds up to the boundary itself, so the exponent has to be corrected back.
		if (number < 1 && exponent > 0) {
			number *= base;
			exponent -= 1;
		}

		if (!localeOptions) {
			const minimumPrecision = Math.max(3, Math.floor(number).toString().length);
			number = Number(number.toPrecision(minimumPrecision));

			if (number >= base && exponent < UNITS.length - 1) {
				number /= base;
				exponent += 1;
			}
		}

		numberString = toLocaleString(number, options.locale, localeOptions);
	} else {
		// The scaled value is past what a `number` can hold, so the exact quotient is written out instead.
		numberString = toUnrepresentableString(number, base, exponent, localeOptions);
	}

	const result = prefix + numberString + separator + UNITS[exponent];
	return result.padStart(options.fixedWidth ?? 0);
}

;// CONCATENATED MODULE: ./lib/failures/plain.js
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const SPACES = /\p{Zs}/gu;
const MARKS = /[!"#$&'()*+:<=>@[\\\]^`{|}~]|(?<![\p{L}\d])[-._]|[-._](?![\p{L}\d])|(?<=www)\.|(?<=gh)-/giu;
const SHORT_ESCAPES = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
function plainLine(text, maxChars = 200) {
    const line = visible(text, maxChars).replaceAll('##[', '# #[');
    return cut(line.startsWith('::') ? `: :${line.slice(2)}` : line, maxChars);
}
function markdownText(text, maxChars = 200) {
    return cut(visible(text, maxChars), maxChars).replaceAll(MARKS, mark => {
        const entity = `&#${mark.charCodeAt(0)};`;
        return '@#:.-'.includes(mark) ? `${entity}<wbr>` : entity;
    });
}
function attributeText(text) {
    return text.replaceAll(/[&<>"'`\s]/g, unit => `&#${unit.charCodeAt(0)};`);
}
function sentence(text) {
    return text === '' || /[.!?…]$/.test(text) ? text : `${text}.`;
}
function visible(text, maxChars) {
    const start = text.trim().slice(0, maxChars + 1);
    return start.toWellFormed().replaceAll(SPACES, ' ').replaceAll(HIDDEN, escaped);
}
function escaped(character) {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    if (code > 0xffff)
        return `\\u{${hex}}`;
    return (SHORT_ESCAPES[character] ?? (code > 0xff ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`));
}
function cut(text, maxChars) {
    if (text.length <= maxChars)
        return text;
    return `${text.slice(0, maxChars - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

;// CONCATENATED MODULE: ./lib/failures/quantity.js
function durationText(ms) {
    if (ms < 1000)
        return `${Math.max(0, Math.floor(ms))} ms`;
    const tenths = Math.round(ms / 100);
    if (tenths < 600)
        return `${tenths / 10} s`;
    const seconds = Math.round(ms / 1000);
    const minutes = seconds < 3600 ? Math.floor(seconds / 60) : Math.round(ms / 60_000);
    const [major, unit, minor, minorUnit] = minutes < 60 ? [minutes, 'min', seconds % 60, 's'] : [Math.floor(minutes / 60), 'h', minutes % 60, 'min'];
    return minor === 0 ? `${major} ${unit}` : `${major} ${unit} ${String(minor).padStart(2, '0')} ${minorUnit}`;
}
function countText(count) {
    const groups = [];
    for (let rest = String(count); rest !== ''; rest = rest.slice(0, -3))
        groups.unshift(rest.slice(-3));
    return groups.join(',');
}
function quantityText(count, noun) {
    return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

;// CONCATENATED MODULE: ./lib/report/result.js


function sizeOf(files) {
    return prettyBytes(files.reduce((sum, { size }) => sum + size, 0));
}
function resultText({ exports, files, downloadUrls }) {
    const links = downloadUrls.length > 0 ? [quantityText(downloadUrls.length, 'signed link')] : [];
    return [
        ...(exports.length > 1 ? [quantityText(exports.length, 'export')] : []),
        ...(files.length > 0 || links.length === 0 ? [quantityText(files.length, 'file')] : links),
        ...(files.length > 0 ? [sizeOf(files)] : []),
    ].join(', ');
}

;// CONCATENATED MODULE: ./lib/report/log.js




const MAX_WARNINGS = 3;
const MAX_TOPICS = 100;
const HEARTBEAT_MS = 60_000;
const MAX_NOTE_CHARS = 1000;
const MAX_ID_CHARS = 128;
const MAX_SHOWN_CHARS = 60;
const MAX_ERROR_CHARS = 400;
const MAX_REASON_CHARS = 900;
const MAX_HINT_CHARS = 450;
const MAX_STACK_LINES = 6;
function createLog(print, redact) {
    const topics = new Set();
    let counted = 0;
    const labelledLines = createLabels(redact);
    const emit = event => {
        const lines = labelledLines(event);
        if (event.kind !== 'warning')
            return lines.forEach(print);
        const { topic, always = false } = event;
        if (topics.has(topic) || (!always && counted >= MAX_TOPICS))
            return;
        topics.add(topic);
        if (!always)
            counted += 1;
        const level = always || counted <= MAX_WARNINGS ? 'warning' : 'debug';
        for (const { text } of lines)
            print({ level, text });
    };
    const finish = () => {
        const hidden = counted - MAX_WARNINGS;
        if (hidden <= 0)
            return;
        const text = `${quantityText(hidden, 'more warning')}. To see them, run the job with debug logging.`;
        print({ level: 'info', text });
    };
    return Object.assign(emit, { finish });
}
function createLabels(redact) {
    let exports = 1;
    let left = 1;
    let lastMs = 0;
    const statuses = new Map();
    const follow = (event, exportId) => {
        if (event.kind === 'status') {
            const { phase, providerStatus } = event.status;
            statuses.set(exportId, phase === 'succeeded' ? 'downloading' : providerStatus);
        }
        else if (event.kind === 'ended') {
            statuses.delete(exportId);
            left -= 1;
        }
    };
    const overview = (remainingMs) => {
        const groups = Map.groupBy(statuses.values(), status => status);
        const counts = [...groups].map(([status, { length }]) => `${status} ×${countText(length)}`);
        if (left > statuses.size)
            counts.push(`no status yet ×${countText(left - statuses.size)}`);
        return `Waiting for ${countText(left)} of ${countText(exports)} exports: ${counts.join(', ')}; ${durationText(remainingMs)} left`;
    };
    return event => {
        const { exportId } = event;
        if (event.kind === 'waiting')
            exports = left = event.exports;
        if (exports === 1 || exportId === undefined)
            return linesOf(event, redact);
        if (event.kind === 'heartbeat') {
            if (event.elapsedMs - lastMs < HEARTBEAT_MS)
                return [];
            lastMs = event.elapsedMs;
            return info(plainLine(redact(overview(event.remainingMs)), MAX_NOTE_CHARS));
        }
        follow(event, exportId);
        const label = plainLine(exportId, MAX_ID_CHARS);
        return linesOf(event, redact).map(({ level, text }) => ({ level, text: `${label}: ${text}` }));
    };
}
const TEXTS = {
    starting: ({ title, origins }, plain) => `Starting ${plain(title)} (${origins.map(one => plain(one)).join(', ')})`,
    started: ({ exportId = '', isAdopted }, plain) => {
        const id = plain(exportId, MAX_ID_CHARS);
        if (!isAdopted)
            return `Started export ${id}. To wait for it again, pass export-id: ${id}.`;
        const text = `Export ${id} already exists: it was started before, or by a request whose response was lost. Waiting for it.`;
        return [{ level: 'warning', text }];
    },
    waiting: ({ title, exportId, exports, timeoutMs, origins }, plain) => {
        const one = exportId === undefined ? '' : ` ${plain(exportId, MAX_ID_CHARS)}`;
        const several = exports > 1 ? ` for ${quantityText(exports, 'export')}` : '';
        const hosts = origins.map(origin => plain(origin)).join(', ');
        return `${plain(title)}${one}: waiting up to ${durationText(timeoutMs)}${several} (${hosts})`;
    },
    ended: ({ failure }, _, redact) => (failure ? failureLine(failure, redact) : []),
    status: ({ status, polls, elapsedMs }, plain) => {
        const { providerStatus, phase, progress, reason, files, rowCount, failedParts } = status;
        const percent = progress === undefined ? '' : ` ${progress} %`;
        const rows = rowCount === undefined ? '' : `, ${quantityText(rowCount, 'row')}`;
        const parts = quantityText(failedParts.length, 'part');
        const details = [
            plain(reason),
            phase === 'succeeded' ? quantityText(files.length, 'file') + rows : '',
            failedParts.length > 0 ? `${parts} failed: ${plain(failedParts.join(', '))}` : '',
        ].filter(text => text !== '');
        const head = `${plain(providerStatus, MAX_SHOWN_CHARS)}${percent} (${pollText(polls, elapsedMs)})`;
        return details.length === 0 ? head : `${head}: ${details.join('; ')}`;
    },
    heartbeat: ({ providerStatus, polls, elapsedMs, remainingMs }, plain) => {
        const status = providerStatus === '' ? 'No status yet' : `Still ${plain(providerStatus, MAX_SHOWN_CHARS)}`;
        return `${status} (${pollText(polls, elapsedMs)}), ${durationText(remainingMs)} left`;
    },
    retry: ({ error, retryInMs, repeated }, plain) => {
        if (repeated)
            return [];
        const when = retryInMs > 0 ? `in ${durationText(retryInMs)}` : 'now';
        const facts = [`code ${error.code}`, error.remedy];
        if (error.httpStatus !== undefined)
            facts.push(`HTTP ${error.httpStatus}`);
        if (error.requestId !== '')
            facts.push(`request ID ${plain(error.requestId)}`);
        return [
            ...info(`${plain(error.message, MAX_ERROR_CHARS)} Retrying ${when}.`),
            { level: 'debug', text: `Failed attempt: ${facts.join(', ')}` },
        ];
    },
    recovered: ({ subject, error, count, afterMs }, plain) => `Recovered after ${durationText(afterMs)} (${plain(subject)}, ${quantityText(count, 'failed attempt')}). Last error: ${plain(error.message, MAX_ERROR_CHARS)}`,
    downloading: ({ files, bytes }) => {
        const size = bytes === undefined ? '' : ` (${prettyBytes(bytes)})`;
        return [{ level: 'debug', text: `Downloading ${quantityText(files, 'file')}${size}` }];
    },
    downloaded: ({ file: { name, size, sha256, elapsedMs } }, plain) => {
        const duration = elapsedMs < 1000 ? '' : ` in ${durationText(elapsedMs)}`;
        return `Downloaded ${plain(name)} (${prettyBytes(size)}${duration}, sha256 ${sha256.slice(0, 8)}…)`;
    },
    uploading: ({ name, bytes }, plain) => `Uploading artifact ${plain(name)} (${prettyBytes(bytes)})`,
    uploaded: ({ artifact: { name, url } }, plain) => `Uploaded artifact ${plain(name)}: ${plain(url, 500)}`,
    note: ({ text }, plain) => plain(text, MAX_NOTE_CHARS),
    warning: ({ text }, plain) => [{ level: 'warning', text: plain(text, MAX_NOTE_CHARS) }],
};
function linesOf(event, redact) {
    const text = TEXTS[event.kind](event, plainWith(redact), redact);
    return typeof text === 'string' ? info(text) : text;
}
function doneLine(outcome, elapsedMs) {
    return `Done in ${durationText(elapsedMs)}: ${resultText(outcome)}.`;
}
function failureLine({ code, reason, hint, requestId }, redact) {
    const plain = plainWith(redact);
    const lines = code === 'input' ? reason.split('\n') : [reason];
    const shown = lines.map(line => plain(line, MAX_REASON_CHARS));
    const fitting = shown.filter((_, at) => shown.slice(0, at + 1).join('\n').length <= MAX_REASON_CHARS);
    const more = shown.length - fitting.length;
    const parts = [
        sentence([...fitting, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n')),
        requestId === '' ? '' : `(request ID ${plain(requestId, 100)})`,
        sentence(plain(hint, MAX_HINT_CHARS)),
    ];
    return parts.filter(part => part !== '').join(lines.length > 1 ? '\n' : ' ');
}
function causeLine({ cause }, redact) {
    if (cause === undefined)
        return undefined;
    const text = cause instanceof Error ? (cause.stack ?? String(cause)) : String(cause);
    const lines = redact(text).split('\n').slice(0, MAX_STACK_LINES);
    return `Caused by: ${plainLine(lines.map(line => line.trim()).join(' | '), MAX_NOTE_CHARS)}`;
}
function plainWith(redact) {
    return (text, maxChars) => plainLine(redact(text), maxChars);
}
function info(text) {
    return [{ level: 'info', text }];
}
function pollText(polls, elapsedMs) {
    return `poll ${countText(polls)}, ${durationText(elapsedMs)}`;
}

;// CONCATENATED MODULE: ./lib/inputs/table.js
const COMMON = {
    provider: { description: 'Service to export from.', required: true },
    'export-id': {
        description: 'ID of the export to wait for; several, one per line, at most 256. Required without `start: true`. With it, set it only for services whose exports have no ID of their own: it then names what to export.',
        form: 'lines',
    },
    start: {
        description: 'Whether to start the export first, `true` or `false`.',
        default: 'false',
    },
    request: {
        description: "What to export, as YAML or JSON: the body of the provider's own request. In its string values, `{now}`, `{today}` and `{days-ago:7}` become timestamps in UTC, `{today|date}` and `{days-ago:7|date}` become dates. Never logged. Requires `start: true`.",
        secret: true,
        form: 'yaml',
    },
    definition: {
        description: 'For `provider: custom`, how its API starts, polls and downloads an export, as YAML or JSON. Never logged. See `docs/custom.md`.',
        secret: true,
        form: 'yaml',
    },
    params: {
        description: 'For `provider: custom`, values of the placeholders in `definition`: one `name=value` per line.',
        form: 'lines',
    },
    tenant: { description: 'Tenant of the service. Needed unless `api-url` is set.' },
    'api-url': {
        description: "Origin of the API, such as the URL of a region or of your own server. Overrides `tenant`. A trailing slash and the provider's own suffix, such as `/rest` or `/v1`, are removed; any other path, a query, a fragment or credentials are rejected. Must be `https`, except on loopback. Required if there is neither a default nor a `tenant`.",
    },
    'api-version': { description: "Version of the provider's API." },
    token: {
        description: 'Token that can read the export. Set either this or one of the two pairs below.',
        secret: true,
    },
    'client-id': {
        description: 'Client ID, or access key. Used with `client-secret`.',
        secret: true,
    },
    'client-secret': {
        description: 'Client secret, or secret key. The action exchanges a client ID and secret for an access token, and renews it during the wait.',
        secret: true,
    },
    username: {
        description: 'Username of an account that can read the export. Used with `password`.',
        secret: true,
    },
    password: {
        description: 'Password of the account. The action exchanges the username and password for an access token, and renews it during the wait.',
        secret: true,
    },
    'ca-certificate': {
        description: 'CA certificate of a private API, as PEM text or as the path of a PEM file. It is trusted in addition to the public root certificates.',
        form: 'pem',
    },
    timeout: {
        description: 'Maximum time to start an export and to wait for all exports to finish, with a unit, such as `90s`, `30m`, `1h30m` or `PT45M`. A number without a unit is rejected.',
        default: '30m',
    },
    'poll-interval': {
        description: 'Time between polls. `auto` starts at about 1 s and slows down to 1 min, in proportion to the square root of the time waited. Or a fixed duration of at least `1s`, such as `30s`.',
        default: 'auto',
    },
    download: {
        description: 'Whether to download the files, `true` or `false`. With `false` the step only waits.',
        default: 'true',
    },
    'download-timeout': {
        description: 'Maximum time for download and upload together, with a unit. The step takes at most `timeout` plus this.',
        default: '60m',
    },
    path: {
        description: "Folder for the files. A relative path starts at the workspace, and `~` is the home directory. Existing files of the same name are replaced atomically; symbolic links are rejected. With several exports, each has its own folder in it. The default is a separate folder, `await-export/<export-id>` in the runner's temporary folder.",
    },
    'if-empty': {
        description: 'What to do if the export is empty. `warn`, `error` or `ignore`.',
        default: 'warn',
    },
    'if-partial': {
        description: 'What to do if the provider reports that parts of the export failed. `error`, `warn` or `ignore`.',
        default: 'error',
    },
    'upload-artifact': {
        description: 'Whether to upload the files as a workflow artifact, `true` or `false`. Requires `download`.',
        default: 'false',
    },
    'artifact-name': {
        description: 'Name of the artifact. The default is `<provider>-export-<export-id>`, or `<provider>-exports-<first ID>` for several exports.',
    },
    'artifact-archive': {
        description: 'With `true`, the files are packed into one zip, and `artifact-name` is its name. With `false`, the only file is uploaded unzipped, and the artifact takes its name; several files or an `artifact-name` then cause an error.',
        default: 'true',
    },
    'artifact-overwrite': {
        description: 'Whether to replace an existing artifact of the same name, `true` or `false`.',
        default: 'false',
    },
    'artifact-retention-days': {
        description: "Days until the artifact expires, 1 to 400. A value above the repository's limit is lowered to that limit with a warning. The default is the repository's setting.",
    },
    'if-upload-fails': {
        description: 'What to do if the artifact cannot be uploaded. `error` or `warn`. GitHub Enterprise Server and Gitea have no artifact service that this action can use.',
        default: 'error',
    },
    summary: { description: 'Whether to write a job summary, `true` or `false`.', default: 'true' },
};
function inputTable(providers) {
    const { provider, 'export-id': exportId, start, request, definition, params, ...others } = COMMON;
    const ids = providers.flatMap(({ inputs }) => Object.entries(inputs.ids ?? {}));
    const own = ids.map(([name, { description }]) => [name, { description }]);
    return {
        provider,
        'export-id': exportId,
        start,
        request,
        definition,
        params,
        ...Object.fromEntries(own),
        ...others,
    };
}

;// CONCATENATED MODULE: ./lib/report/json.js
const MAX_DEPTH = 32;
function redactedFields(fields, redact, depth = 0) {
    const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
    return Object.fromEntries(entries.map(([name, value]) => [redact(name), redactedValue(value, redact, depth + 1)]));
}
function redactedValue(value, redact, depth) {
    if (typeof value === 'string')
        return redact(value);
    if (typeof value === 'number')
        return redact(String(value)) === String(value) ? value : '***';
    if (typeof value === 'boolean')
        return value;
    if (typeof value !== 'object' || value === null)
        return null;
    if (depth >= MAX_DEPTH)
        return '…';
    if (Array.isArray(value))
        return value.map(item => redactedValue(item, redact, depth + 1));
    return redactedFields({ ...value }, redact, depth);
}
function jsonText(value) {
    return JSON.stringify(value).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, character => character
        .split('')
        .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join(''));
}
function fieldsWithin(fields, maxBytes) {
    const sized = Object.entries(fields).map(entry => ({
        entry,
        bytes: Buffer.byteLength(jsonText(entry)) - 1,
    }));
    const kept = new Set();
    let left = maxBytes - '{}'.length;
    for (const one of sized.toSorted((a, b) => a.bytes - b.bytes)) {
        left -= one.bytes;
        if (left < 0)
            break;
        kept.add(one);
    }
    return Object.fromEntries(sized.filter(one => kept.has(one)).map(({ entry }) => entry));
}

;// CONCATENATED MODULE: ./lib/report/outputs.js





const OUTPUT_NAMES = [
    'status',
    'failure-code',
    'failure-reason',
    'provider-status',
    'export-id',
    'request-id',
    'path',
    'file',
    'files',
    'file-count',
    'size',
    'sha256',
    'row-count',
    'partial',
    'started-at',
    'finished-at',
    'expires-at',
    'details',
    'exports',
    'download-url',
    'artifact-id',
    'artifact-name',
    'artifact-url',
    'artifact-digest',
    'polls',
    'waited-seconds',
    'manifest',
];
const outputs_MAX_REASON_CHARS = 1000;
const MAX_DETAILS_BYTES = 64 * 1024;
function valuesOf({ status, failure, wait, folder, files, rowCount, exports = [] }, redact, details = redactedDetails(wait.last?.details, redact)) {
    const plain = (text = '', maxChars) => plainLine(redact(text), maxChars);
    const { last } = wait;
    const onlyFile = files.length === 1 ? files[0] : undefined;
    return {
        status,
        failureCode: failure?.code ?? '',
        failureReason: plain(reasonOf(failure), outputs_MAX_REASON_CHARS),
        providerStatus: plain(last?.providerStatus),
        requestId: exports.length > 1 ? '' : plain(failure?.requestId || last?.requestId),
        path: folder,
        file: onlyFile?.path ?? '',
        files: files.map(({ path, name, size, sha256, verifiedBy }) => ({
            path,
            name,
            size,
            sha256,
            verifiedBy,
        })),
        fileCount: files.length,
        size: files.reduce((sum, { size }) => sum + size, 0),
        sha256: onlyFile?.sha256 ?? '',
        rowCount: rowCount ?? null,
        partial: [{ wait }, ...exports].some(one => (one.wait.last?.failedParts.length ?? 0) > 0),
        startedAt: plain(last?.startedAt),
        finishedAt: plain(last?.finishedAt),
        expiresAt: plain(last?.expiresAt),
        details,
        polls: wait.polls,
        waitedSeconds: Math.round(wait.waitedMs) / 1000,
    };
}
function redactedDetails(details = {}, redact) {
    return fieldsWithin(redactedFields(fieldsWithin(details, MAX_DETAILS_BYTES), redact), MAX_DETAILS_BYTES);
}
function stepValues(step, redact) {
    const { artifact, exports } = step;
    const exportIds = exports.map(({ exportId }) => plainLine(exportId));
    const values = exports.map((one, index) => ({
        id: exportIds[index] ?? '',
        adopted: one.isAdopted,
        ...valuesOf(one, redact),
    }));
    return {
        ...valuesOf(step, redact, exports.length === 1 ? values[0]?.details : undefined),
        exportId: exportIds.join('\n'),
        files: values.flatMap(({ id, files }) => files.map(file => ({ exportId: id, ...file }))),
        exports: values.filter(({ id }) => id !== ''),
        artifactId: artifact?.id ?? null,
        artifactName: artifact?.name ?? '',
        artifactUrl: redact(artifact?.url ?? ''),
        artifactDigest: artifact?.digest ?? '',
    };
}
function outputsOf(step, downloadUrls, manifest) {
    const values = {
        ...step,
        manifest,
        downloadUrl: downloadUrls.map(url => url.replaceAll(/\s/g, encodeURIComponent)).join('\n'),
    };
    const outputs = OUTPUT_NAMES.map(name => {
        const value = values[name.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase())];
        return [name, Object(value) === value ? jsonText(value) : String(value ?? '')];
    });
    return Object.fromEntries(outputs);
}
function manifestText(step) {
    return `${JSON.stringify({ version: 1, ...step }, undefined, 2)}\n`;
}
const MAX_VARIABLE_BYTES = 96 * 1024;
const MAX_WINDOWS_CHARS = 32_000;
function fittingOutputs(outputs, isWindows) {
    const tooLong = ['files', 'details', 'exports', 'download-url'].filter(name => isWindows
        ? outputs[name].length > MAX_WINDOWS_CHARS
        : Buffer.byteLength(outputs[name]) > MAX_VARIABLE_BYTES);
    if (tooLong.length === 0)
        return { outputs, warning: undefined };
    const sentences = tooLong.map(name => {
        const instead = name === 'download-url'
            ? 'Set download: true to download the files.'
            : 'The file in the output manifest contains it.';
        return `The output ${name} is empty, because it is too long for an environment variable. ${instead}`;
    });
    return {
        outputs: { ...outputs, ...Object.fromEntries(tooLong.map(name => [name, ''])) },
        warning: sentences.join(' '),
    };
}
function reasonOf(failure) {
    return failure?.code === 'input' ? failure.reason.replaceAll('\n', ' ') : failure?.reason;
}
function contractWords(providers) {
    const statuses = providers.flatMap(({ id, statuses }) => [id, ...Object.values(statuses).flat()]);
    const words = [...statuses, ...OUTCOME_STATUSES, ...FAILURE_CODES, ...Object.keys(inputTable(providers))];
    return new Set(words.map(word => word.toLowerCase()));
}

;// CONCATENATED MODULE: ./lib/report/html.js


const BAR_CHARS = 24;
function fitting(items, maxBytes, itemOf, total = items.length) {
    let left = maxBytes;
    const end = items.findIndex(item => {
        left -= Buffer.byteLength(item) + 1;
        return left < 0;
    });
    const shown = end < 0 ? items : items.slice(0, end);
    return shown.length === total ? shown : [...shown, itemOf(`and ${countText(total - shown.length)} more`)];
}
function html_folded(title, html, isFolded) {
    return isFolded && html !== '' ? `<details><summary>${title}</summary>\n${html}\n</details>` : html;
}
function tableOf(rows, head = []) {
    if (rows.length === 0)
        return '';
    const labels = head.map(label => `<th align="left">${label}</th>`).join('');
    return ['<table>', ...(head.length > 0 ? [`<tr>${labels}</tr>`] : []), ...rows, '</table>'].join('\n');
}
function rowOf(name, ...cells) {
    const others = cells.map((cell, index) => `<td${index === 0 ? ' align="right"' : ''}>${cell}</td>`);
    return `<tr><td>${name}</td>${others.join('')}</tr>`;
}
function codeOf(html) {
    return html && `<code>${html}</code>`;
}
function linkOf(url, html) {
    const parsed = URL.parse(url);
    return parsed?.protocol === 'https:' ? `<a href="${attributeText(parsed.href)}">${html}</a>` : html;
}
function barOf(fromMs, toMs, totalMs) {
    const start = Math.min(BAR_CHARS - 1, Math.floor((fromMs / totalMs) * BAR_CHARS));
    const end = Math.max(start + 1, Math.min(BAR_CHARS, Math.round((toMs / totalMs) * BAR_CHARS)));
    return codeOf('\u00a0'.repeat(start) + '█'.repeat(end - start) + '\u00a0'.repeat(BAR_CHARS - end));
}

;// CONCATENATED MODULE: ./lib/report/summary.js





const summary_MAX_REASON_CHARS = 900;
const summary_MAX_HINT_CHARS = 450;
const MAX_OVERRIDE_CHARS = 300;
const MAX_RESULT_CHARS = 160;
const summary_MAX_ID_CHARS = 128;
const MAX_FILES = 50;
const MAX_OPEN_FILES = 10;
const MAX_BYTES = {
    overrides: 6 * 1024,
    parts: 6 * 1024,
    files: 20 * 1024,
    exports: 16 * 1024,
    timelines: 8 * 1024,
};
const DIGEST_CHARS = 12;
const VERIFIED_BY = {
    'declared-size': 'declared size',
    checksum: 'checksum',
    'content-length': 'Content-Length',
    structure: 'its structure',
    chunked: '⚠️ last chunk only',
};
function summaryOf(outcome, request, redact, elapsedMs) {
    const safe = (text = '', maxChars) => markdownText(redact(text), maxChars);
    const { failure, artifact, exports } = outcome;
    const isSeveral = exports.length > 1;
    const parts = exports.flatMap(({ wait: { last } }) => last?.failedParts ?? []);
    const partRows = parts.map(part => rowOf(safe(part, 200)));
    const blocks = [
        `### ${request ? headingOf(outcome, request, safe) : '❌ Await Export could not start'}`,
        failure ? failureAlert(outcome, request, safe, redact) : `Finished in ${durationText(elapsedMs)}.`,
        isSeveral ? exportsTable(exports, safe) : '',
        artifact ? artifactLink(artifact, safe) : '',
        overridesAlert(outcome, safe),
        tableOf(fitting(partRows, MAX_BYTES.parts, rowOf), ['Failed part']),
        filesTable(outcome, safe),
        isSeveral ? timelines(exports, safe) : timeline(outcome, safe),
        isSeveral ? '' : html_folded('Details', detailsTable(outcome, safe), true),
        failure ? footer(failure, request, safe) : '',
    ];
    return `${blocks.filter(block => block !== '').join('\n\n')}\n`;
}
function headingOf(outcome, { provider, timeoutMs }, safe) {
    const { failure, wait, overrides, rowCount, exports } = outcome;
    const parts = quantityText(wait.last?.failedParts.length ?? 0, 'part');
    const headings = {
        'export-failed': ['❌', 'failed'],
        'export-cancelled': ['🚫', 'cancelled'],
        'timed-out': ['⏱️', `${wait.last ? 'still running' : 'no status'} after ${durationText(timeoutMs)}`],
        aborted: ['🛑', 'step cancelled'],
        empty: ['❌', 'empty'],
        partial: ['❌', `partial, ${parts} failed`],
        download: ['❌', 'download failed'],
        upload: ['❌', 'artifact upload failed'],
    };
    const rows = rowCount === undefined ? '' : `, ${quantityText(rowCount, 'row')}`;
    const [icon, text] = failure
        ? (headings[failure.code] ?? ['❌', 'step failed'])
        : [overrides.length > 0 ? '⚠️' : '✅', resultText(outcome) + rows];
    const succeeded = exports.filter(one => !one.failure).length;
    const isOfExports = exports.length > 1 && succeeded < exports.length;
    const shown = isOfExports ? `${succeeded} of ${exports.length} exports succeeded` : text;
    return `${icon} ${safe(provider.title)}: ${shown}`;
}
function failureAlert({ failure, wait: { last } }, request, safe, redact) {
    const isReported = failure?.code.startsWith('export-') && request && last && last.reason !== '';
    const reason = isReported
        ? `**${safe(request.provider.title)} reported:** ${safe(last.reason, summary_MAX_REASON_CHARS)}`
        : `**${safe(sentence(failure?.reason ?? ''), summary_MAX_REASON_CHARS)}**`;
    const hint = safe(failure?.hint, summary_MAX_HINT_CHARS);
    const lines = failure?.code === 'input' ? inputProblems(redact(failure.reason)) : [reason];
    return summary_alert('CAUTION', hint === '' ? lines : [...lines, '', hint]);
}
function inputProblems(reason) {
    const [head = '', ...items] = reason.split('\n').map(line => {
        const text = line.replace(/^- /, '');
        const parts = text.split(/( ?`[^`]*` ?)/);
        const shown = parts.map((part, at) => (at % 2 === 1 ? part : markdownText(part, summary_MAX_REASON_CHARS)));
        return (text === line ? '' : '- ') + shown.join('');
    });
    return items.length === 0 ? [head] : [`**${head}**`, '', ...items];
}
function overridesAlert({ overrides }, safe) {
    const items = overrides.map(override => `- ${safe(override, MAX_OVERRIDE_CHARS)}`);
    if (items.length === 0)
        return '';
    const shown = fitting(items, MAX_BYTES.overrides, text => `- ${text}`);
    return summary_alert('WARNING', ["**Allowed by this step's inputs:**", ...shown]);
}
function summary_alert(kind, lines) {
    return [`[!${kind}]`, ...lines].map(line => `> ${line}`.trimEnd()).join('\n');
}
function exportsTable(exports, safe) {
    const totalMs = Math.max(1, ...exports.map(({ wait }) => wait.waitedMs));
    const failedFirst = exports.toSorted((one, other) => Number(!one.failure) - Number(!other.failure));
    const rows = failedFirst.map(({ exportId, failure, wait, files }) => {
        const { providerStatus = '', reason = '' } = wait.last ?? {};
        const reported = [providerStatus, reason].filter(text => text !== '').join(': ');
        const isReported = !failure || failure.code.startsWith('export-');
        const result = safe(isReported ? reported : failure.reason, MAX_RESULT_CHARS);
        const size = files.length > 0 ? sizeOf(files) : '–';
        const name = `${failure ? '❌' : '✅'} ${codeOf(safe(exportId, summary_MAX_ID_CHARS))}`;
        return rowOf(name, countText(files.length), size, result, barOf(0, wait.waitedMs, totalMs));
    });
    const head = ['Export', 'Files', 'Size', 'Result', `Timeline (${durationText(totalMs)})`];
    return tableOf(fitting(rows, MAX_BYTES.exports, rowOf), head);
}
function timelines(exports, safe) {
    const blocks = exports.map(one => html_folded(safe(one.exportId, summary_MAX_ID_CHARS), timeline(one, safe), true));
    return fitting(blocks.filter(block => block !== ''), MAX_BYTES.timelines, text => text).join('\n\n');
}
function filesTable({ exports }, safe) {
    const files = exports.flatMap(one => one.files.map(file => ({ ...file, exportId: one.exportId })));
    const rows = files.slice(0, MAX_FILES).map(({ exportId, name, size, sha256, verifiedBy }) => {
        const folder = exports.length > 1 ? `${exportId}/` : '';
        const digest = codeOf(`${safe(sha256.slice(0, DIGEST_CHARS))}…`);
        return rowOf(safe(`${folder}${name}`, 250), prettyBytes(size), digest, VERIFIED_BY[verifiedBy]);
    });
    const shown = fitting(rows, MAX_BYTES.files, rowOf, files.length);
    const table = tableOf(shown, ['File', 'Size', 'SHA-256', 'Verified by']);
    const chunked = files.filter(({ verifiedBy }) => verifiedBy === 'chunked').length;
    const note = `⚠️ ${quantityText(chunked, 'file')} came without a length or a checksum: only the last chunk of the transfer shows the end.`;
    const block = html_folded('Files', table, exports.length > 1 || files.length > MAX_OPEN_FILES);
    return chunked === 0 ? block : `${block}\n\n${note}`;
}
function artifactLink({ name, url, retentionDays }, safe) {
    const expiry = retentionDays === undefined ? '' : ` (expires in ${quantityText(retentionDays, 'day')})`;
    return `⬇️ <b>${linkOf(url, safe(name, 120))}</b>${expiry}`;
}
function timeline({ wait, files, downloadMs, uploadMs = 0, artifact }, safe) {
    const spans = wait.timeline.map(({ label, isFailure, polls, fromMs }, index) => ({
        label: isFailure ? `⚠️ ${safe(label)} ×${countText(polls)}` : codeOf(safe(label)),
        fromMs,
        toMs: wait.timeline[index + 1]?.fromMs ?? wait.waitedMs,
    }));
    const addStage = (label, ms) => {
        const fromMs = spans.at(-1)?.toMs ?? 0;
        spans.push({ label, fromMs, toMs: fromMs + ms });
    };
    if (files.length > 0)
        addStage('Download', downloadMs);
    if (artifact)
        addStage('Upload', uploadMs);
    const totalMs = Math.max(1, spans.at(-1)?.toMs ?? 0);
    const rows = spans.map(({ label, fromMs, toMs }) => rowOf(label, toMs > fromMs ? durationText(toMs - fromMs) : '', barOf(fromMs, toMs, totalMs)));
    return tableOf(rows, ['Status', 'Time', 'Timeline']);
}
function detailsTable(outcome, safe) {
    const { exportId, wait, folder, artifact, downloadUrls } = outcome;
    const { last, polls, observed } = wait;
    const counts = Object.entries(observed).map(([label, count]) => `${safe(label, 60)} ×${countText(count)}`);
    const facts = [
        ['Export', codeOf(safe(exportId, 128))],
        ['Polls', polls > 0 && `${countText(polls)}: ${fitting(counts, 2048, text => text).join(', ')}`],
        ['Started', dateText(last?.startedAt, safe)],
        ['Finished', dateText(last?.finishedAt, safe)],
        ['Expires', dateText(last?.expiresAt, safe)],
        ['Folder', codeOf(safe(folder, 300))],
        ['Signed links', downloadUrls.length > 0 && 'in the output <code>download-url</code>'],
        ['Artifact SHA-256', codeOf(safe(artifact?.digest, 80))],
        ['Request ID', codeOf(safe(last?.requestId, 100))],
    ];
    const rows = facts.filter(([, html]) => html);
    return tableOf(rows.map(([label, html]) => `<tr><th align="left">${label}</th><td>${html}</td></tr>`));
}
function footer({ code, requestId }, request, safe) {
    const parts = [
        request?.provider.docs && linkOf(request.provider.docs, safe(`${request.provider.title} documentation`)),
        requestId && `Request ID: ${codeOf(safe(requestId, 100))}`,
        codeOf(`failure-code: ${code}`),
    ];
    return parts.filter(Boolean).join(' · ');
}
function dateText(text, safe) {
    const date = new Date(/^\d{4}-\d\d-\d\dT/.test(text ?? '') ? (text ?? '') : '');
    if (Number.isNaN(date.getTime()))
        return safe(text, 40);
    const [, day, month, year, time] = date.toUTCString().split(' ');
    return `${Number(day)} ${month} ${year} ${time} UTC`;
}

;// CONCATENATED MODULE: ./lib/runtime/clock.js
const MAX_TIMER_MS = 2 ** 31 - 1;
function startTimer(ms, signal) {
    return new Promise(resolve => {
        const settle = () => {
            clearTimeout(handle);
            signal.removeEventListener('abort', settle);
            resolve();
        };
        const handle = setTimeout(settle, ms);
        signal.addEventListener('abort', settle);
        if (signal.aborted)
            settle();
    });
}
const systemClock = {
    now: () => performance.now(),
    date: () => new Date(),
    async sleep(ms, signal) {
        const endMs = performance.now() + ms;
        for (let leftMs = ms; leftMs > 0 && !signal.aborted; leftMs = endMs - performance.now())
            await startTimer(Math.min(Math.ceil(leftMs), MAX_TIMER_MS), signal);
    },
};

;// CONCATENATED MODULE: ./lib/runtime/deadline.js
function startDeadline(clock, limit) {
    const expired = new AbortController();
    const cleared = new AbortController();
    const parents = limit.parent ? [limit.parent] : [];
    const stopped = AbortSignal.any([...parents, cleared.signal]);
    const wait = () => clock.sleep(limit.ms, stopped);
    void (limit.after ? limit.after.then(wait) : wait()).then(() => {
        if (!stopped.aborted)
            expired.abort(limit.error());
    });
    return { signal: AbortSignal.any([...parents, expired.signal]), clear: () => cleared.abort() };
}
async function raceAbort(work, signal) {
    const { promise: aborted, reject } = Promise.withResolvers();
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
    if (signal.aborted)
        abort();
    try {
        return await Promise.race([work, aborted]);
    }
    finally {
        signal.removeEventListener('abort', abort);
    }
}
const CLEAN_UP_MS = 10_000;
async function unlessStuck(work, { clock, signal }) {
    const settled = new AbortController();
    const stuck = new AbortController();
    const startCleanUp = () => clock.sleep(CLEAN_UP_MS, settled.signal).then(() => stuck.abort(signal.reason));
    signal.addEventListener('abort', startCleanUp, { once: true, signal: settled.signal });
    try {
        return await raceAbort(work, stuck.signal);
    }
    finally {
        settled.abort();
    }
}

;// CONCATENATED MODULE: ./lib/conclude.js












const SUMMARY_MS = 10_000;
async function conclude(ended, step) {
    if (process.exitCode === core/* ExitCode */.yU.Failure)
        return;
    const { request, vault, env, temporary, elapsedMs } = step;
    const values = stepValues(ended, vault.redact);
    const manifest = writeManifest(temporary, manifestText(values));
    const { outputs, warning } = fittingOutputs(outputsOf(values, ended.downloadUrls, manifest), process.platform === 'win32');
    if (warning !== undefined)
        core/* warning */.$e(warning);
    if (outputs['download-url'] !== '')
        for (const url of ended.downloadUrls)
            vault.maskLink(url);
    const outcome = withOutputsSet(ended, outputs);
    if (outcome.failure) {
        core/* setFailed */.C1(failureLine(outcome.failure, vault.redact));
        const cause = causeLine(outcome.failure, vault.redact);
        if (cause !== undefined)
            core/* debug */.Yz(cause);
    }
    const guide = outcome.failure && `Troubleshooting: ${guideTo(outcome.failure, env)}`;
    if (guide)
        core/* info */.pq(guide);
    const summary = summaryOf(outcome, request, vault.redact, elapsedMs);
    if (request?.summary !== false)
        await writeSummary(guide ? `${summary}\n${guide}\n` : summary);
    if (!outcome.failure)
        core/* info */.pq(doneLine(outcome, elapsedMs));
}
function writeManifest(folder, text) {
    const path = (0,external_node_path_.join)(folder, `await-export-${(0,external_node_crypto_.randomBytes)(4).toString('hex')}.json`);
    try {
        (0,external_node_fs_.writeFileSync)(path, text, { flag: 'wx' });
        return path;
    }
    catch (error) {
        core/* info */.pq(`The manifest was not written: ${toFailure(error).reason}`);
        return '';
    }
}
function withOutputsSet(outcome, outputs) {
    try {
        for (const name of OUTPUT_NAMES)
            core/* setOutput */.uH(name, outputs[name]);
        return outcome;
    }
    catch (error) {
        const failure = toFailure(new ExportError('internal', `The outputs could not be set: ${toFailure(error).reason}.`, {
            hint: 'GITHUB_OUTPUT must be the path of a writable file.',
        }));
        if (!outcome.failure)
            return { ...outcome, ...failedWith(failure) };
        core/* info */.pq(failure.reason);
        return outcome;
    }
}
async function writeSummary(text) {
    const error = () => new ExportError('internal', `it took more than ${SUMMARY_MS / 1000} s`);
    const deadline = startDeadline(systemClock, { ms: SUMMARY_MS, error });
    try {
        await raceAbort(core/* summary */.z.addRaw(text).write(), deadline.signal);
    }
    catch (error) {
        core/* info */.pq(`The job summary was not written: ${toFailure(error).reason}`);
    }
    finally {
        deadline.clear();
    }
}

;// CONCATENATED MODULE: ./lib/download/disk-failure.js

const FREE_SPACE = 'Free space on the runner, use a larger runner, or set path to a folder on a larger disk.';
const OTHER_FOLDER = 'Set path to a folder that the runner may write to; without path the files go to the temporary folder of the runner.';
const REMOVE_OR_CHANGE = 'Remove it, or set path to another folder.';
const EXPLANATIONS = {
    ENOSPC: ['the disk is full', FREE_SPACE],
    EDQUOT: ['the disk quota is used up', FREE_SPACE],
    EFBIG: ['the file is larger than the file system allows', FREE_SPACE],
    EACCES: ['writing there is not allowed', OTHER_FOLDER],
    EPERM: ['writing there is not allowed', OTHER_FOLDER],
    ENOENT: [
        'a part of the path is missing',
        'Set path to a folder that can be created, and check that nothing removes files there during the step.',
    ],
    EROFS: ['the file system is read-only', OTHER_FOLDER],
    EBUSY: ['another program uses a file there', 'Set path to a folder that no other program uses.'],
    EEXIST: ['something else has that name', REMOVE_OR_CHANGE],
    EISDIR: ['something else has that name', REMOVE_OR_CHANGE],
    ENOTDIR: ['a part of the path is not a folder', REMOVE_OR_CHANGE],
    ELOOP: ['a symbolic link is in the way', REMOVE_OR_CHANGE],
    ENAMETOOLONG: ['the path is too long', 'Set path to a folder with a shorter name.'],
    EMFILE: ['too many files are open', 'Raise the limit of open files on the runner (ulimit -n).'],
    EIO: ['the disk reported an error', 'Run the step again on another runner.'],
};
function diskFailure(error, action) {
    if (error instanceof ExportError)
        return error;
    const code = String(error.code ?? 'unknown error');
    const [what, hint] = EXPLANATIONS[code] ?? ['the file system reported an error', ''];
    return new ExportError('download', `Cannot ${action}: ${what} (${code}).`, { hint, cause: error });
}

;// CONCATENATED MODULE: ./lib/download/folder.js





const TEMPORARY = '.await-export-';
function isInside(folder, root, { relative, isAbsolute, sep } = external_node_path_) {
    const path = relative(root, folder);
    return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}
async function realAncestor(path) {
    try {
        return await (0,promises_.realpath)(path);
    }
    catch (error) {
        const parent = (0,external_node_path_.dirname)(path);
        if (error.code !== 'ENOENT' || parent === path)
            throw error;
        return realAncestor(parent);
    }
}
async function checkLinks(folder, roots) {
    const linkFailure = (message) => new ExportError('download', message, { hint: 'Set path to the real folder.' });
    const facts = await (0,promises_.lstat)(folder).catch(() => undefined);
    if (facts?.isSymbolicLink())
        throw linkFailure(`${folder} is a symbolic link.`);
    for (const root of roots) {
        const realRoot = await realAncestor((0,external_node_path_.resolve)(root));
        const isOf = [(0,external_node_path_.resolve)(root), realRoot].some(each => isInside(folder, each));
        if (isOf && !isInside(await realAncestor(folder), realRoot))
            throw linkFailure(`${folder} leads out of ${(0,external_node_path_.resolve)(root)} through a symbolic link.`);
    }
}
async function checkFolder(path, roots = []) {
    const folder = (0,external_node_path_.resolve)(path);
    try {
        await checkLinks(folder, roots);
        const attempt = await (0,promises_.mkdtemp)((0,external_node_path_.join)(await realAncestor(folder), TEMPORARY));
        await (0,promises_.rmdir)(attempt).catch(() => undefined);
    }
    catch (error) {
        throw diskFailure(error, `use the folder ${folder}`);
    }
}
async function prepareFolder(path, roots = []) {
    const folder = (0,external_node_path_.resolve)(path);
    try {
        await checkLinks(folder, roots);
        await (0,promises_.mkdir)(folder, { recursive: true });
        return await (0,promises_.realpath)(folder);
    }
    catch (error) {
        throw diskFailure(error, `use the folder ${folder}`);
    }
}
async function requireSpace(folder, bytes) {
    const disk = await (0,promises_.statfs)(folder).catch(() => undefined);
    if (disk === undefined)
        return;
    const freeBytes = disk.bavail * disk.bsize;
    if (freeBytes >= bytes)
        return;
    throw new ExportError('download', `${folder} has ${prettyBytes(freeBytes)} left, but the download needs ${prettyBytes(bytes)}.`, { hint: FREE_SPACE });
}
const TEMPORARY_NAME = /^\.await-export-\w{6}$/;
const ABANDONED_MS = 7 * 24 * 60 * 60 * 1000;
async function createTemporaryFolder(folder, now) {
    try {
        for (const entry of await (0,promises_.readdir)(folder, { withFileTypes: true })) {
            if (!entry.isDirectory() || !TEMPORARY_NAME.test(entry.name))
                continue;
            const path = (0,external_node_path_.join)(folder, entry.name);
            const { mtimeMs = Number.POSITIVE_INFINITY } = (await (0,promises_.stat)(path).catch(() => undefined)) ?? {};
            if (now.getTime() - mtimeMs > ABANDONED_MS)
                await (0,promises_.rm)(path, { recursive: true }).catch(() => { });
        }
        return await (0,promises_.mkdtemp)((0,external_node_path_.join)(folder, TEMPORARY));
    }
    catch (error) {
        throw diskFailure(error, `use the folder ${folder}`);
    }
}

;// CONCATENATED MODULE: ./node_modules/yocto-queue/index.js
/*
How it works:
`this.#head` is an instance of `Node` which keeps track of its current value and nests another instance of `Node` that keeps the value that comes after it. When a value is provided to `.enqueue()`, the code needs to iterate through `this.#head`, going deeper and deeper to find the last value. However, iterating through every single item is slow. This problem is solved by saving a reference to the last value as `this.#tail` so that it can reference it to add a new value.
*/

class Node {
	value;
	next;

	constructor(value) {
		this.value = value;
	}
}

class Queue {
	#head;
	#tail;
	#size;

	constructor() {
		this.clear();
	}

	enqueue(value) {
		const node = new Node(value);

		if (this.#head) {
			this.#tail.next = node;
			this.#tail = node;
		} else {
			this.#head = node;
			this.#tail = node;
		}

		this.#size++;
	}

	dequeue() {
		const current = this.#head;
		if (!current) {
			return;
		}

		this.#head = this.#head.next;
		this.#size--;

		// Clean up tail reference when queue becomes empty
		if (!this.#head) {
			this.#tail = undefined;
		}

		return current.value;
	}

	peek() {
		if (!this.#head) {
			return;
		}

		return this.#head.value;

		// TODO: Node.js 18.
		// return this.#head?.value;
	}

	clear() {
		this.#head = undefined;
		this.#tail = undefined;
		this.#size = 0;
	}

	get size() {
		return this.#size;
	}

	* [Symbol.iterator]() {
		let current = this.#head;

		while (current) {
			yield current.value;
			current = current.next;
		}
	}

	* drain() {
		while (this.#head) {
			yield this.dequeue();
		}
	}
}

;// CONCATENATED MODULE: ./node_modules/p-limit/index.js


function pLimit(concurrency) {
	let rejectOnClear = false;

	if (typeof concurrency === 'object') {
		({concurrency, rejectOnClear = false} = concurrency);
	}

	validateConcurrency(concurrency);

	if (typeof rejectOnClear !== 'boolean') {
		throw new TypeError('Expected `rejectOnClear` to be a boolean');
	}

	const queue = new Queue();
	let activeCount = 0;

	const resumeNext = () => {
		// Process the next queued function if we're under the concurrency limit
		if (activeCount < concurrency && queue.size > 0) {
			activeCount++;
			queue.dequeue().run();
		}
	};

	const next = () => {
		activeCount--;
		resumeNext();
	};

	const run = async (function_, resolve, arguments_) => {
		// Execute the function and capture the result promise
		const result = (async () => function_(...arguments_))();

		// Resolve immediately with the promise (don't wait for completion)
		resolve(result);

		// Wait for the function to complete (success or failure)
		// We catch errors here to prevent unhandled rejections,
		// but the original promise rejection is preserved for the caller
		try {
			await result;
		} catch {}

		// Decrement active count and process next queued function
		next();
	};

	const enqueue = (function_, resolve, reject, arguments_) => {
		const queueItem = {reject};

		// Queue the internal resolve function instead of the run function
		// to preserve the asynchronous execution context.
		new Promise(internalResolve => { // eslint-disable-line promise/param-names
			queueItem.run = internalResolve;
			queue.enqueue(queueItem);
		}).then(run.bind(undefined, function_, resolve, arguments_)); // eslint-disable-line promise/prefer-await-to-then

		// Start processing immediately if we haven't reached the concurrency limit
		if (activeCount < concurrency) {
			resumeNext();
		}
	};

	const generator = (function_, ...arguments_) => new Promise((resolve, reject) => {
		enqueue(function_, resolve, reject, arguments_);
	});

	Object.defineProperties(generator, {
		activeCount: {
			get: () => activeCount,
		},
		pendingCount: {
			get: () => queue.size,
		},
		clearQueue: {
			value() {
				if (!rejectOnClear) {
					queue.clear();
					return;
				}

				const abortError = AbortSignal.abort().reason;

				while (queue.size > 0) {
					queue.dequeue().reject(abortError);
				}
			},
		},
		concurrency: {
			get: () => concurrency,

			set(newConcurrency) {
				validateConcurrency(newConcurrency);
				concurrency = newConcurrency;

				queueMicrotask(() => {
					// eslint-disable-next-line no-unmodified-loop-condition
					while (activeCount < concurrency && queue.size > 0) {
						resumeNext();
					}
				});
			},
		},
		map: {
			async value(iterable, function_) {
				const promises = [];

				try {
					Array.from(iterable, (value, index) => {
						const promise = generator(function_, value, index);
						promises.push(promise);
						return promise;
					});
				} catch (error) {
					// The iterable threw, so `Promise.all` never observes the already scheduled promises. Observe them here to avoid unhandled rejections.
					for (const promise of promises) {
						promise.catch(() => {}); // eslint-disable-line promise/prefer-await-to-then
					}

					throw error;
				}

				return Promise.all(promises);
			},
		},
	});

	return generator;
}

function limitFunction(function_, options) {
	const limit = pLimit(options);

	const limitedFunction = (...arguments_) => limit(() => function_(...arguments_));
	Object.defineProperty(limitedFunction, 'clearQueue', {
		value: limit.clearQueue,
	});

	return limitedFunction;
}

function validateConcurrency(concurrency) {
	if (!((Number.isInteger(concurrency) || concurrency === Number.POSITIVE_INFINITY) && concurrency > 0)) {
		throw new TypeError('Expected `concurrency` to be a number from 1 and up');
	}
}

;// CONCATENATED MODULE: ./lib/polling/turns.js

const MAX_IN_FLIGHT = 4;
function createTurns(clock, gapMs) {
    const limit = pLimit(MAX_IN_FLIGHT);
    let freeMs = Number.NEGATIVE_INFINITY;
    let pauses = 0;
    let hasSucceeded = false;
    return {
        take: (poll, signal) => limit(async () => {
            while (clock.now() < freeMs && !signal.aborted)
                await clock.sleep(freeMs - clock.now(), signal);
            signal.throwIfAborted();
            freeMs = Math.max(freeMs, clock.now() + gapMs);
            const pausesBefore = pauses;
            const result = await poll();
            hasSucceeded ||= pauses === pausesBefore;
            return result;
        }),
        pause: (ms, isRepeated) => {
            if (isRepeated && hasSucceeded)
                return;
            hasSucceeded = false;
            pauses += 1;
            freeMs = Math.max(freeMs, clock.now() + ms);
        },
    };
}

;// CONCATENATED MODULE: ./node_modules/content-disposition/dist/index.js
/*!
 * content-disposition
 * Copyright(c) 2014-2017 Douglas Christopher Wilson
 * MIT Licensed
 */
/**
 * Null object perf optimization. Faster than `Object.create(null)` and `{ __proto__: null }`.
 */
const NullObject = /* @__PURE__ */ (() => {
    const C = function () { };
    C.prototype = Object.create(null);
    return C;
})();
/**
 * Create an attachment Content-Disposition header.
 */
function create(filename, options) {
    const type = options?.type || 'attachment';
    const parameters = createParameters(filename, options?.fallback);
    return format({ type, parameters }, { extended: false });
}
const SP = 32; // " "
const HTAB = 9; // "\t"
const SEMI = 59; // ";"
const EQ = 61; // "="
const DQUOTE = 34; // '"'
const BSLASH = 92; // "\\"
const ASTERISK = 42; // "*"
const LOWER_CASE = 1;
const OWS = 2;
const SEMI_FLAG = 4;
const TOKEN_FLAG = 8;
const NON_ASCII = 0xff00;
const CASE_FLAGS = LOWER_CASE | NON_ASCII;
/**
 * Character flags used to normalize the header while scanning.
 * Out-of-range reads intentionally coerce to zero in bitwise expressions.
 */
const CHAR_MAP = new Uint8Array(0x100);
for (let code = 0x41 /* A */; code <= 0x5a /* Z */; code++) {
    CHAR_MAP[code] |= LOWER_CASE | TOKEN_FLAG;
}
CHAR_MAP[HTAB] |= OWS;
CHAR_MAP[SP] |= OWS;
CHAR_MAP[SEMI] |= SEMI_FLAG;
for (let code = 0x80 /* non-ASCII */; code <= 0xff; code++) {
    CHAR_MAP[code] |= LOWER_CASE;
}
for (const char of "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz") {
    CHAR_MAP[char.charCodeAt(0)] |= TOKEN_FLAG;
}
/**
 * Validate a non-empty HTTP token.
 */
function isTokenValid(str) {
    const len = str.length;
    if (len === 0)
        return false;
    for (let index = 0; index < len; index++) {
        if ((CHAR_MAP[str.charCodeAt(index)] & TOKEN_FLAG) === 0)
            return false;
    }
    return true;
}
/**
 * Parse Content-Disposition header string.
 */
function parse(header, options) {
    const len = header.length;
    const multipart = options?.multipart === true;
    const extended = options?.extended !== false;
    let index = 0;
    while ((CHAR_MAP[header.charCodeAt(index)] & OWS) !== 0) {
        index++;
    }
    const typeStart = index;
    let typeFlags = 0;
    let whitespace = -1;
    while (index < len) {
        const code = header.charCodeAt(index);
        const flags = CHAR_MAP[code];
        if ((flags & SEMI_FLAG) !== 0)
            break;
        if ((flags & OWS) !== 0) {
            if (whitespace === -1)
                whitespace = index;
        }
        else {
            whitespace = -1;
        }
        typeFlags |= (code & NON_ASCII) | flags;
        index++;
    }
    const typeEnd = whitespace === -1 ? index : whitespace;
    const typeValue = header.slice(typeStart, typeEnd);
    const type = (typeFlags & CASE_FLAGS) === 0 ? typeValue : typeValue.toLowerCase();
    const parameters = new NullObject();
    const seenKeys = new NullObject();
    parameter: while (index < len) {
        index++; // Skip over semicolon.
        while ((CHAR_MAP[header.charCodeAt(index)] & OWS) !== 0) {
            index++;
        }
        const keyStart = index;
        let keyFlags = 0;
        let keyWhitespace = -1;
        while (index < len) {
            const code = header.charCodeAt(index);
            const flags = CHAR_MAP[code];
            if ((flags & SEMI_FLAG) !== 0)
                continue parameter;
            if (code === EQ) {
                const keyEnd = keyWhitespace === -1 ? index : keyWhitespace;
                const keyValue = header.slice(keyStart, keyEnd);
                const key = (keyFlags & CASE_FLAGS) === 0 ? keyValue : keyValue.toLowerCase();
                index++;
                while ((CHAR_MAP[header.charCodeAt(index)] & OWS) !== 0) {
                    index++;
                }
                if (index < len && header.charCodeAt(index) === DQUOTE) {
                    const quotedStart = ++index;
                    let encoded = false;
                    while (index < len) {
                        const code = header.charCodeAt(index);
                        if (code === DQUOTE) {
                            if (parameters[key] === undefined && !seenKeys[key]) {
                                parameters[key] = encoded
                                    ? multipart
                                        ? decodeMultipartEscapes(header, quotedStart, index)
                                        : unescapeQuotedPairs(header, quotedStart, index)
                                    : header.slice(quotedStart, index);
                            }
                            index++;
                            while (index < len) {
                                if ((CHAR_MAP[header.charCodeAt(index)] & SEMI_FLAG) !== 0) {
                                    break;
                                }
                                index++;
                            }
                            seenKeys[key] = true;
                            continue parameter;
                        }
                        if (multipart) {
                            if (code === /* % */ 37) {
                                const decodedCode = multipartEscapeCode(header, index, len);
                                if (decodedCode !== 0) {
                                    encoded = true;
                                    index += 3;
                                    continue;
                                }
                            }
                        }
                        else if (code === BSLASH && index + 1 < len) {
                            encoded = true;
                            index += 2;
                            continue;
                        }
                        index++;
                    }
                    seenKeys[key] = true;
                    continue parameter;
                }
                const valueStart = index;
                const delimiter = header.indexOf(';', index);
                index = delimiter === -1 ? len : delimiter;
                if (seenKeys[key])
                    continue parameter;
                seenKeys[key] = true;
                let valueEnd = index;
                while (valueEnd > valueStart &&
                    (CHAR_MAP[header.charCodeAt(valueEnd - 1)] & OWS) !== 0) {
                    valueEnd--;
                }
                const value = header.slice(valueStart, valueEnd);
                if (extended && key.charCodeAt(key.length - 1) === ASTERISK) {
                    const normalizedKey = key.slice(0, -1);
                    const decoded = decodeExtended(value);
                    if (decoded !== undefined) {
                        parameters[normalizedKey] = decoded;
                        continue parameter;
                    }
                }
                if (parameters[key] === undefined)
                    parameters[key] = value;
                continue parameter;
            }
            if ((flags & OWS) !== 0) {
                if (keyWhitespace === -1)
                    keyWhitespace = index;
            }
            else {
                keyWhitespace = -1;
            }
            keyFlags |= (code & NON_ASCII) | flags;
            index++;
        }
    }
    return { type, parameters };
}
/**
 * Return the decoded character code for a multipart escape, or zero if invalid.
 */
function multipartEscapeCode(str, index, len) {
    if (index + 2 >= len)
        return 0;
    const code2 = str.charCodeAt(index + 1);
    const code3 = str.charCodeAt(index + 2);
    if (code2 === 50 /* "2" */ && code3 === 50 /* "2" */)
        return DQUOTE;
    if (code2 !== 48 /* "0" */)
        return 0;
    if (code3 === 100 /* "d" */ || code3 === 68 /* "D" */)
        return 13;
    if (code3 === 97 /* "a" */ || code3 === 65 /* "A" */)
        return 10;
    return 0;
}
/**
 * Remove backslashes from quoted pairs in a known-terminated quoted string.
 */
function unescapeQuotedPairs(str, start, end) {
    let result = '';
    for (let index = start; index < end; index++) {
        if (str.charCodeAt(index) === BSLASH) {
            result += str.slice(start, index);
            start = ++index;
        }
    }
    return result + str.slice(start, end);
}
/**
 * Decode the escapes browsers apply to multipart quoted parameter values.
 */
function decodeMultipartEscapes(str, start, end) {
    let result = '';
    for (let index = start; index < end; index++) {
        if (str.charCodeAt(index) !== /* % */ 37)
            continue;
        const decodedCode = multipartEscapeCode(str, index, end);
        if (decodedCode === 0)
            continue;
        result += str.slice(start, index);
        result += String.fromCharCode(decodedCode);
        index += 2;
        start = index + 1;
    }
    return result + str.slice(start, end);
}
/**
 * RegExp to match non attr-char, *after* encodeURIComponent (i.e. not including "%")
 */
const ENCODE_URL_ATTR_CHAR_REGEXP = /[\x00-\x20"'()*,/:;<=>?@[\\\]{}\x7f]/g; // eslint-disable-line no-control-regex
/**
 * RegExp to match non-US-ASCII characters.
 */
const NON_ASCII_REGEXP = /[^\x20-\x7e]/g;
/**
 * Match chars that can't be used in the filename for compatibility.
 */
const INVALID_FILENAME_REGEXP = /%[0-9A-Fa-f]{2}/;
/**
 * RegExp for various RFC 2616 grammar
 *
 * parameter     = token "=" ( token | quoted-string )
 * token         = 1*<any CHAR except CTLs or separators>
 * separators    = "(" | ")" | "<" | ">" | "@"
 *               | "," | ";" | ":" | "\" | <">
 *               | "/" | "[" | "]" | "?" | "="
 *               | "{" | "}" | SP | HT
 * quoted-string = ( <"> *(qdtext | quoted-pair ) <"> )
 * qdtext        = <any TEXT except <">>
 * quoted-pair   = "\" CHAR
 * CHAR          = <any US-ASCII character (octets 0 - 127)>
 * TEXT          = <any OCTET except CTLs, but including LWS>
 * LWS           = [CRLF] 1*( SP | HT )
 * CRLF          = CR LF
 * CR            = <US-ASCII CR, carriage return (13)>
 * LF            = <US-ASCII LF, linefeed (10)>
 * SP            = <US-ASCII SP, space (32)>
 * HT            = <US-ASCII HT, horizontal-tab (9)>
 * CTL           = <any US-ASCII control character (octets 0 - 31) and DEL (127)>
 * OCTET         = <any 8-bit sequence of data>
 */
const ASCII_TEXT_REGEXP = /^[\x20-\x7e]*$/;
/**
 * Create parameters object from filename and fallback.
 */
function createParameters(filename, fallback = true) {
    if (filename === undefined)
        return;
    if (typeof fallback === 'string') {
        if (!ASCII_TEXT_REGEXP.test(fallback)) {
            throw new TypeError('Fallback must be valid US-ASCII: ' + fallback);
        }
        if (fallback === filename)
            return { filename };
        return { filename: fallback, 'filename*': encodeExtended(filename) };
    }
    // Use `filename` when possible, otherwise use `filename*`.
    if (ASCII_TEXT_REGEXP.test(filename) &&
        !INVALID_FILENAME_REGEXP.test(filename)) {
        return { filename };
    }
    if (fallback === false) {
        return { 'filename*': encodeExtended(filename) };
    }
    return {
        filename: getAscii(filename),
        'filename*': encodeExtended(filename),
    };
}
/**
 * Decode a RFC 8187 field value (gracefully).
 */
function decodeExtended(str) {
    const charsetEnd = str.indexOf("'");
    if (charsetEnd <= 0) {
        return undefined;
    }
    const languageEnd = str.indexOf("'", charsetEnd + 1);
    if (languageEnd === -1) {
        return undefined;
    }
    const charset = str.slice(0, charsetEnd).toLowerCase();
    const encoded = str.slice(languageEnd + 1);
    switch (charset) {
        case 'iso-8859-1': {
            return decodeHexEscapes(encoded);
        }
        case 'utf-8':
        case 'utf8': {
            return tryDecodeURIComponent(encoded);
        }
    }
    return undefined;
}
/**
 * Decode URI component but return `undefined` on error.
 */
function tryDecodeURIComponent(str) {
    try {
        return decodeURIComponent(str);
    }
    catch {
        return undefined;
    }
}
/**
 * Format object to Content-Disposition header.
 */
function format(obj, options) {
    const { type, parameters } = obj;
    const multipart = options?.multipart === true;
    const extended = options?.extended !== false;
    if (!type || !isTokenValid(type)) {
        throw new TypeError('Invalid type: ' + type);
    }
    let result = type;
    if (parameters) {
        for (const param of Object.keys(parameters)) {
            const value = parameters[param];
            if (!isTokenValid(param)) {
                throw new TypeError('Invalid parameter name: ' + param);
            }
            if (multipart) {
                result += '; ' + param + '=' + qmultipart(value);
                continue;
            }
            const formatted = parameterValue(value);
            if (formatted !== undefined) {
                result += '; ' + param + '=' + formatted;
                continue;
            }
            if (!extended) {
                throw new TypeError('Invalid parameter value: ' + value);
            }
            // Reject parameter names that indicate they are already extended.
            if (param.charCodeAt(param.length - 1) === ASTERISK) {
                throw new TypeError('Invalid extended parameter value: ' + value);
            }
            result += '; ' + param + '*=' + encodeExtended(value);
        }
    }
    return result;
}
/**
 * Get US-ASCII version of string.
 */
function getAscii(val) {
    // simple Unicode -> US-ASCII transformation
    return val.replace(NON_ASCII_REGEXP, '?');
}
/**
 * Percent encode a single character.
 */
function pencode(char) {
    return '%' + char.charCodeAt(0).toString(16).toUpperCase();
}
/**
 * Serialize a token or quoted value, or return undefined if encoding is needed.
 */
function parameterValue(str) {
    const len = str.length;
    if (len === 0)
        return '""';
    let index = 0;
    while (index < len && (CHAR_MAP[str.charCodeAt(index)] & TOKEN_FLAG) !== 0) {
        index++;
    }
    if (index === len)
        return str;
    let result = '"';
    let start = 0;
    for (; index < len; index++) {
        const code = str.charCodeAt(index);
        if (code < SP || code === 127 || code > 255)
            return undefined;
        if (code === DQUOTE || code === BSLASH) {
            result += str.slice(start, index) + '\\';
            start = index;
        }
    }
    return result + str.slice(start) + '"';
}
/**
 * Quote a string for multipart/form-data.
 *
 * @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
 */
function qmultipart(str) {
    // Skip the character loop when no escaping is needed.
    if (!/[\n\r"]/.test(str))
        return '"' + str + '"';
    let result = '"';
    let start = 0;
    for (let index = 0; index < str.length; index++) {
        const code = str.charCodeAt(index);
        if (code === DQUOTE || code === 10 || code === 13) {
            result += str.slice(start, index);
            result += code === DQUOTE ? '%22' : code === 10 ? '%0A' : '%0D';
            start = index + 1;
        }
    }
    return result + str.slice(start) + '"';
}
/**
 * Encode a Unicode string for HTTP (RFC 8187).
 */
function encodeExtended(str) {
    const encoded = encodeURIComponent(str).replace(ENCODE_URL_ATTR_CHAR_REGEXP, pencode);
    return "UTF-8''" + encoded;
}
/**
 * Hex digit values plus one; zero denotes an invalid digit.
 */
const HEX_VALUES = new Uint8Array(128);
for (let code = 48; code <= 57; code++)
    HEX_VALUES[code] = code - 47;
for (let code = 65; code <= 70; code++)
    HEX_VALUES[code] = code - 54;
for (let code = 97; code <= 102; code++)
    HEX_VALUES[code] = code - 86;
/**
 * Decode hex escapes in a string (e.g., %20 -> space).
 */
function decodeHexEscapes(str) {
    let index = str.indexOf('%');
    if (index === -1)
        return str;
    let start = 0;
    let result = '';
    do {
        const high = HEX_VALUES[str.charCodeAt(index + 1)];
        const low = HEX_VALUES[str.charCodeAt(index + 2)];
        if (!high || !low)
            return undefined;
        result +=
            str.slice(start, index) +
                String.fromCharCode(((high - 1) << 4) | (low - 1));
        start = index + 3;
        index = str.indexOf('%', start);
    } while (index !== -1);
    return result + str.slice(start);
}
//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./lib/download/disposition.js

const MAX_CHARS = 8192;
const ENCODED_WORD = /=\?([\w-]{1,40})\?([BQ])\?([^?\s]*)\?=/gi;
const BETWEEN_WORDS = /\?=\s{1,8}=\?/g;
function servedName(disposition) {
    const name = disposition.length > MAX_CHARS ? '' : (parse(disposition).parameters.filename ?? '');
    return name
        .replaceAll(BETWEEN_WORDS, '?==?')
        .replaceAll(ENCODED_WORD, (word, charset, encoding, text) => decoded(charset, encoding.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : unquoted(text), word));
}
function unquoted(text) {
    const characters = text
        .replaceAll('_', ' ')
        .replaceAll(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    return Buffer.from(characters, 'latin1');
}
function decoded(charset, bytes, word) {
    try {
        return new TextDecoder(charset, { fatal: true }).decode(bytes);
    }
    catch {
        return word;
    }
}

// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __nccwpck_require__(38522);
;// CONCATENATED MODULE: ./lib/download/error-document.js
const REASONS = nameSet('error errors errorcode errormessage errordescription errordetails errortype err errmsg', 'message msg detail detailcode reason fault faultstring exception');
const STATUS = nameSet('status statuscode statustext statusmessage httpstatus httpstatuscode httpcode', 'code subcode errcode faultcode success ok retryable retryafter');
const CIRCUMSTANCES = nameSet('requestid correlationid trackingid transactionid referenceid referencetoken', 'hostid errorid eventid traceid spanid', 'details info errorinfo moreinfo erroruri help helpurl hint documentationurl docurl remediationmessage', 'messages messagedetail localizedmessage notifications arguments', 'invalidparams violations fielderrors validationerrors metadata meta jsonapi links');
const COMPANIONS = new Set([
    ...STATUS,
    ...CIRCUMSTANCES,
    ...nameSet('severity timestamp time date', 'type kind name title context label domain service resource path method instance uri url', 'trace stack stacktrace file line cause causes nestederrors', 'exceptiontype exceptionmessage innererror innerexception'),
]);
const STATUS_TEXTS = new Set([...STATUS, 'state', 'result']);
function nameSet(...lines) {
    return new Set(lines.flatMap(line => line.split(' ')));
}
function nameOf(key) {
    return key.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
function createErrorFields() {
    const seen = new Set();
    let areAllKnown = true;
    let isRepeated = false;
    return {
        add(key) {
            const name = nameOf(key);
            areAllKnown &&= REASONS.has(name) || COMPANIONS.has(name);
            isRepeated ||= seen.has(name);
            if (areAllKnown)
                seen.add(name);
        },
        mayBeError: () => areAllKnown && seen.size > 0,
        isError(isList) {
            const reasons = [...seen].filter(name => REASONS.has(name));
            if (isList)
                return areAllKnown && !isRepeated && reasons.some(name => name.startsWith('error'));
            return areAllKnown && (reasons.length > 0 || (seen.has('title') && seen.has('status')));
        },
    };
}
function isErrorXml(text) {
    const root = text.replace(/^(?:\s|<\?[^>]*>|<!--[\s\S]*?-->|<!(?!--)[^>]*>)+/, '');
    return /^<(?:[\w.-]+:)?(?:errors?|errorresponse)[\s/>]/i.test(root);
}
const error_document_MAX_ERROR_CHARS = 64 * 1024;
const CODE = /^[A-Za-z0-9._-]{1,64}$/;
function error_document_fieldsOf(text) {
    try {
        return Object(JSON.parse(text));
    }
    catch {
        return {};
    }
}
function storeErrorCode(document) {
    const text = document.slice(0, error_document_MAX_ERROR_CHARS);
    const tag = /<Error[\s>]/.test(text) ? /<Code>([^<]*)<\/Code>/.exec(text)?.[1]?.trim() : '';
    const { error } = error_document_fieldsOf(text);
    const { status, code, errors } = Object(error);
    const reason = Array.isArray(errors) ? errors[0]?.reason : undefined;
    const found = tag || ([error, status, reason, code].find(value => typeof value === 'string') ?? '');
    return CODE.test(found) ? found : '';
}
function error_document_valuesOf(text) {
    return Object.entries(error_document_fieldsOf(text)).filter(([, value]) => value !== null);
}
function isErrorJson(text) {
    const fields = createErrorFields();
    for (const [key] of error_document_valuesOf(text))
        fields.add(key);
    return fields.isError(false);
}
function isStatusJson(text) {
    const values = error_document_valuesOf(text);
    const names = values.map(([key]) => nameOf(key));
    return (values.every(([, value]) => typeof value !== 'object') &&
        names.every(name => STATUS_TEXTS.has(name) || CIRCUMSTANCES.has(name) || REASONS.has(name)) &&
        names.some(name => STATUS_TEXTS.has(name)));
}

;// CONCATENATED MODULE: ./lib/download/first-bytes.js


const HEAD_BYTES = 4096;
const CONTENTS = {
    zip: { title: 'a zip archive', extension: '.zip', format: 'zip' },
    gzip: { title: 'a gzip file', extension: '.gz', format: 'gzip' },
    'tar.gz': { title: 'a gzip file', extension: '.tar.gz', format: 'gzip' },
    json: { title: 'a JSON document', extension: '.json', format: 'json' },
    csv: { title: 'a CSV file', extension: '.csv', format: 'csv' },
    html: { title: 'an HTML page', extension: '.html', format: '' },
    xml: { title: 'an XML document', extension: '.xml', format: '' },
    text: { title: 'plain text', extension: '.txt', format: 'csv' },
    binary: { title: 'binary data', extension: '.bin', format: '' },
};
function startsWith(head, bytes) {
    return bytes.every((byte, i) => head[i] === byte);
}
function encodingOf(head) {
    if (startsWith(head, [0xff, 0xfe]))
        return 'utf-16le';
    return startsWith(head, [0xfe, 0xff]) ? 'utf-16be' : 'utf-8';
}
function textOf(head) {
    return new TextDecoder(encodingOf(head)).decode(head);
}
function containsTar(head) {
    try {
        const options = { finishFlush: external_node_zlib_.constants.Z_SYNC_FLUSH, maxOutputLength: 8 * 1024 * 1024 };
        return (0,external_node_zlib_.gunzipSync)(head, options).toString('latin1', 257, 262) === 'ustar';
    }
    catch {
        return false;
    }
}
const COMPRESSED = [
    [0x28, 0xb5, 0x2f, 0xfd],
    [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
    [0x42, 0x5a, 0x68],
    [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c],
    [0x04, 0x22, 0x4d, 0x18],
];
const COMPRESSED_NAME = /\.(?:zip|gz|tgz|zst|xz|txz|bz2|tbz2|7z|lz4|br|lzma|rar|parquet|png|jpe?g)$/i;
function isCompressed(head, name) {
    return (COMPRESSED_NAME.test(name) ||
        ['zip', 'gzip', 'tar.gz'].includes(contentOf(head)) ||
        COMPRESSED.some(bytes => startsWith(head, bytes)));
}
const first_bytes_PAGE = /^<(?:!--|!doctype\s+html\b|(?:html|head|body|meta|style|script|noscript|center|div|iframe|h[1-6]|p)\b)/i;
const XHTML = /^<(?:!doctype\s+html|html)\b/i;
const JSON_START = /^(?:\{\s*(?:["}]|$)|\[\s*(?:["{[\]\d-]|true|false|null|NaN|Infinity|$))/;
const PROLOG = /^(?:\s|<\?[^>]*>|<!--[\s\S]*?-->)+/;
function contentOf(head) {
    if (startsWith(head, [0x50, 0x4b, 3, 4]) || startsWith(head, [0x50, 0x4b, 5, 6]))
        return 'zip';
    if (startsWith(head, [0x1f, 0x8b, 8]))
        return containsTar(head) ? 'tar.gz' : 'gzip';
    const text = textOf(head);
    if (text.includes('\0'))
        return 'binary';
    const start = text.replace(PROLOG, '');
    const isDeclaredXml = /^\s*<\?xml\b/i.test(text);
    if ((isDeclaredXml ? XHTML : first_bytes_PAGE).test(start))
        return 'html';
    if (isDeclaredXml || start.startsWith('<'))
        return 'xml';
    if (JSON_START.test(start))
        return 'json';
    return /^[^\r\n]*[,;\t]/.test(start) ? 'csv' : 'text';
}
function extensionOf(head, format) {
    const content = contentOf(head);
    return CONTENTS[format === 'csv' && content === 'text' ? 'csv' : content].extension;
}
function insteadOf(what, format) {
    return `${what}; expected ${format === 'any' ? 'an exported file' : CONTENTS[format].title}`;
}
const ERROR_TYPES = ['application/problem+json', 'application/problem+xml'];
const PAGE_TYPES = ['text/html', 'application/xhtml+xml'];
const NEVER_PAGES = ['zip', 'gzip', 'tar.gz', 'json'];
function isTable(text, isCut) {
    const unquoted = text.replaceAll(isCut ? /"[^"]*(?:"|$)/g : /"[^"]*"/g, '');
    const lines = unquoted.split(/[\r\n]+/).filter(line => line.trim() !== '');
    const [first = '', second = ''] = lines;
    const isBeginning = isCut && lines.length === 2 && !/[\r\n]$/.test(unquoted);
    return [',', ';', '\t'].some(separator => {
        const [count, next] = [first.split(separator).length, second.split(separator).length];
        return count > 1 && (isBeginning ? next <= count : next === count);
    });
}
function contentProblem({ head, bytes, mediaType }, format) {
    const content = contentOf(head);
    const text = textOf(head);
    const isWhole = bytes <= head.length;
    const isError = ERROR_TYPES.includes(mediaType) ||
        (content === 'xml' && isErrorXml(text)) ||
        (content === 'json' && isWhole && isErrorJson(text));
    if (isError)
        return insteadOf('an error message', format);
    const replacement = isWhole ? withoutContent(text) : undefined;
    if (replacement)
        return insteadOf(replacement, format);
    const isOfFormat = format === 'any' ? content !== 'html' : CONTENTS[content].format === format;
    if (!isOfFormat)
        return insteadOf(CONTENTS[content].title, format);
    const isPage = PAGE_TYPES.includes(mediaType) && !NEVER_PAGES.includes(content) && !isTable(text, !isWhole);
    return isPage ? insteadOf(CONTENTS.html.title, format) : undefined;
}
function withoutContent(text) {
    const trimmed = text.trim();
    if (trimmed === '')
        return 'only white space';
    if (trimmed === 'null')
        return 'the JSON value null';
    if (isJsonString(text))
        return 'a JSON string';
    return isStatusJson(text) ? 'a status without data' : undefined;
}
function isJsonString(text) {
    try {
        return text.endsWith('"') && typeof JSON.parse(text) === 'string';
    }
    catch {
        return false;
    }
}
function hasColumns(line) {
    return /[,;\t|]/.test(line) && !/[,;] /.test(line);
}
function isSentence(line) {
    return /^\p{L}.*[.!]$/u.test(line) && line.split(' ').length >= 4;
}
function doubtfulTable({ head, bytes }) {
    if (bytes > head.length)
        return undefined;
    const text = textOf(head);
    const lines = text.trim().split(/[\r\n]+/);
    const [first = ''] = lines;
    if (lines.length > 2)
        return undefined;
    if (isSentence(first) && !lines.some(hasColumns) && !isTable(text, false))
        return 'message';
    if (lines.length > 1)
        return undefined;
    if (/[\r\n]$/.test(text))
        return hasColumns(first) ? undefined : 'line';
    return hasColumns(first) ? 'header' : 'message';
}
function isEmptyObject({ head, bytes }) {
    return bytes <= head.length && /^\s*\{\s*\}\s*$/.test(textOf(head));
}

;// CONCATENATED MODULE: ./lib/download/file-name.js


const MAX_NAME_BYTES = 200;
const MAX_EXTENSION_BYTES = 20;
const MAX_GIVEN_CHARS = 1024;
const MAX_END_CHARS = 64;
const FALLBACK = 'export';
const INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}]/gu;
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])[\s.]*(\.|$)/i;
function withoutEnd(name) {
    let end = name.length;
    while (end > 0 && '. '.includes(name.charAt(end - 1)))
        end -= 1;
    return name.slice(0, end);
}
function shortened(name, maxBytes) {
    if (Buffer.byteLength(name) <= maxBytes)
        return name;
    const found = /(\.tar)?\.[^.\s]+$/i.exec(name)?.[0] ?? '';
    const extension = found !== name && Buffer.byteLength(found) <= MAX_EXTENSION_BYTES ? found : '';
    const base = name.slice(0, name.length - extension.length);
    const { read } = new TextEncoder().encodeInto(base, new Uint8Array(maxBytes - Buffer.byteLength(extension)));
    return withoutEnd(base.slice(0, read)) + extension;
}
function harmless(name, maxBytes = MAX_NAME_BYTES) {
    return shortened(name, maxBytes - 2)
        .replace(/^[-~.]/, '_')
        .replace(DEVICE, '_$&');
}
function safeName(raw) {
    const basename = raw.slice(Math.max(raw.lastIndexOf('/'), raw.lastIndexOf('\\')) + 1);
    const given = basename.length > MAX_GIVEN_CHARS
        ? basename.slice(0, MAX_GIVEN_CHARS - MAX_END_CHARS) + basename.slice(-MAX_END_CHARS)
        : basename;
    const plain = given
        .toWellFormed()
        .normalize('NFC')
        .replace(INVISIBLE, '')
        .replace(/\p{Z}/gu, ' ')
        .replace(/[<>:"|?*\uFFFD]/g, '_')
        .trimStart();
    if (/^[._\- ~]*$/.test(plain))
        return undefined;
    return harmless(withoutEnd(plain).normalize('NFC'));
}
function givenName(raw, redact) {
    const name = safeName(raw);
    return name !== undefined && [raw, name].every(text => redact(text) === text) ? name : undefined;
}
function file_name_nameOf({ name = '', disposition = '', stem, head, format }, redact) {
    const served = redact(disposition) === disposition ? servedName(disposition) : '';
    const given = givenName(name, redact) ?? givenName(served, redact);
    return given ?? harmless((safeName(stem) ?? FALLBACK) + (head ? extensionOf(head, format) : ''));
}
function foldedCase(name) {
    return name.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFC');
}
function distinctNames(names) {
    const numbered = names.map((name, index) => {
        const prefix = `${index + 1}-`;
        return prefix + harmless(name, MAX_NAME_BYTES - prefix.length);
    });
    const groups = Map.groupBy(names, foldedCase);
    const distinct = names.map((name, index) => groups.get(foldedCase(name))?.length === 1 ? name : (numbered[index] ?? name));
    const isDistinct = new Set(distinct.map(foldedCase)).size === names.length;
    return isDistinct ? distinct : numbered;
}

;// CONCATENATED MODULE: ./lib/inputs/request.js


function folderOf({ folder, folderPerExport }, { exportId, folderName }) {
    if (!folderPerExport)
        return folder;
    return (0,external_node_path_.join)(folder, folderName ?? folderNames([exportId]).join(''));
}
function knownFolders(request) {
    const { wanted, folder } = request;
    return wanted.map(one => (one.kind === 'existing' ? folderOf(request, one) : folder));
}
function folderNames(exportIds) {
    return distinctNames(exportIds.map(id => safeName(id) ?? 'export'));
}

;// CONCATENATED MODULE: ./lib/failures/rows.js

function failureFrom(rows, text, values, details = {}) {
    const row = rows.find(({ when }) => when.test(text));
    const { code, message, hint, when, ...meaning } = row;
    const named = { ...values, 1: when.exec(text)?.[1] ?? '' };
    const filled = (template) => template.replaceAll(/\{(\w+)\}/g, (_, name) => named[name] ?? '');
    return new ExportError(code, filled(message), {
        ...meaning,
        ...details,
        hint: details.hint || filled(hint),
    });
}

;// CONCATENATED MODULE: ./lib/http/body.js

const MAX_RESPONSE_BYTES = 4 * 1024 * 1024;
const MAX_JSON_DEPTH = 64;
const MAX_VALUES = 50_000;
const body_MAX_SHOWN_CHARS = 200;
const MAX_TEXT_CHARS = 64 * 1024;
async function readText(response, maxBytes = MAX_RESPONSE_BYTES) {
    const tooLarge = () => new ExportError('protocol', `The response is larger than ${maxBytes} bytes.`, {
        remedy: 'retry',
        budget: 'malformed',
        hint: 'API responses are never that large. Check api-url, and whether a proxy responds in place of the API.',
    });
    const chunks = [];
    let bytes = 0;
    try {
        if (Number(response.headers['content-length'] ?? 0) > maxBytes)
            throw tooLarge();
        for await (const chunk of response.body) {
            bytes += chunk.byteLength;
            if (bytes > maxBytes)
                throw tooLarge();
            chunks.push(chunk);
        }
        return new TextDecoder().decode(Buffer.concat(chunks));
    }
    finally {
        response.close();
    }
}
function parseBody(text, redact) {
    const values = text.split(/[[{,]/, MAX_VALUES + 2).length - 1;
    try {
        const json = values > MAX_VALUES ? undefined : JSON.parse(text);
        if (json !== undefined && !isTooDeep(json))
            return { json };
    }
    catch {
    }
    return { json: undefined, text: redact(text).slice(0, MAX_TEXT_CHARS) };
}
function isTooDeep(json) {
    const path = [[json].values()];
    for (let values = path.at(-1); values; values = path.at(-1)) {
        const { done, value } = values.next();
        if (done)
            path.pop();
        else if (typeof value === 'object' && value !== null) {
            if (path.length > MAX_JSON_DEPTH)
                return true;
            path.push((Array.isArray(value) ? value : Object.values(value)).values());
        }
    }
    return false;
}
function isPage({ headers, json, text = '' }) {
    if (typeof json === 'object' || (json === undefined && text.trim() === ''))
        return false;
    if (/^\s*<(!doctype html|html)\b/i.test(text))
        return true;
    const type = headers['content-type'] ?? '';
    if (/[/+](json|xml)\b/i.test(type))
        return false;
    return /html/i.test(type) || !/^\s*[<{[]/.test(text);
}
const CONTAINS_JSON = /^["[{]|[[{]\s*"/;
function notJsonFailure({ headers, text = '' }, { host, redactBody, hint, }) {
    const shown = text.replaceAll(/\s+/g, ' ').trim().slice(0, body_MAX_SHOWN_CHARS);
    let found = headers['content-type'] || 'a response without a content type';
    if (shown === '')
        found = 'an empty response';
    else if (CONTAINS_JSON.test(shown))
        found += ' that is truncated, invalid or nested too deep';
    else if (!redactBody && !shown.includes('://'))
        found += `: ${shown}`;
    return new ExportError('protocol', `Expected JSON from ${host}, got ${found}`, {
        remedy: 'retry',
        budget: 'malformed',
        isPage: isPage({ headers, json: undefined, text }),
        hint: hint ?? 'Check api-url, and whether a proxy or a login page responds in place of the API.',
    });
}

;// CONCATENATED MODULE: ./lib/http/problem.js
const MAX_RAW_CHARS = 200;
const MAX_PAGE_CHARS = 16 * 1024;
const problem_MAX_DEPTH = 4;
const MAX_ERRORS = 20;
const REQUEST_IDS = ['x-request-id', 'x-amz-request-id', 'x-ms-request-id', 'requestId', 'request_id'];
const REASON_FIELDS = ['error_description', 'detail', 'message', 'error', 'errors'];
const LAST_REASON_FIELDS = ['title', 'code', 'errorCode'];
function problemIn({ json, text = '', headers }, { requestIds = [], errorFields = {} }) {
    const { reason = [], advice = [] } = errorFields;
    const ids = [...requestIds, ...REQUEST_IDS];
    const reasons = [
        reasonIn(json, [...REASON_FIELDS, ...reason, ...LAST_REASON_FIELDS]),
        ...invalidFields(Object(json).error),
    ];
    return {
        reason: json === undefined ? rawReason(text) : reasons.filter(Boolean).join(' '),
        advice: textIn(json, advice, reason),
        requestId: first(ids, name => trimmed(headers[name])) || textIn(json, ids, reason),
    };
}
function invalidFields(error) {
    const { details } = Object(error);
    if (!Array.isArray(details))
        return [];
    return details.slice(0, MAX_ERRORS).flatMap(detail => {
        const { field, message } = Object(detail);
        return typeof field === 'string' && typeof message === 'string' ? `${field}: ${message}` : [];
    });
}
function reasonIn(value, names, depth = 0) {
    if (typeof value === 'string')
        return value.trim();
    if (depth > problem_MAX_DEPTH)
        return '';
    if (Array.isArray(value))
        return first(value.slice(0, MAX_ERRORS), item => reasonIn(item, names, depth + 1));
    return first(problem_fieldsOf(value, names), field => reasonIn(field, names, depth + 1));
}
function textIn(value, names, nesting, depth = 0) {
    if (depth > problem_MAX_DEPTH)
        return '';
    if (Array.isArray(value))
        return first(value.slice(0, MAX_ERRORS), item => textIn(item, names, nesting, depth + 1));
    const own = first(problem_fieldsOf(value, names), trimmed);
    return own || first(problem_fieldsOf(value, nesting), field => textIn(field, names, nesting, depth + 1));
}
function problem_fieldsOf(value, names) {
    if (typeof value !== 'object' || value === null)
        return [];
    return names.filter(name => Object.hasOwn(value, name)).map(name => value[name]);
}
function trimmed(value) {
    return typeof value === 'string' ? value.trim() : '';
}
function first(items, read) {
    for (const item of items) {
        const found = read(item);
        if (found !== '')
            return found;
    }
    return '';
}
function rawReason(text) {
    const beginning = text.slice(0, MAX_PAGE_CHARS);
    const marked = /<(?:title|message|details)>([^<]{1,500})</i.exec(beginning)?.[1];
    return (marked ?? beginning.replaceAll(/<[^<>]*>/g, ' '))
        .replaceAll(/\s+/g, ' ')
        .trim()
        .slice(0, MAX_RAW_CHARS);
}

;// CONCATENATED MODULE: ./lib/http/server-pause.js
const DIGITS = /^\d{1,10}$/;
const SECONDS = /^\d+(\.\d*)?$/;
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;
const MAX_SECONDS = 1e10;
function atLeast0(ms) {
    return Math.max(ms, 0) || 0;
}
function dateMs(text) {
    if (text === undefined || !HTTP_DATE.test(text))
        return Number.NaN;
    return Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
}
function serverNowMs({ date }, now) {
    const ms = dateMs(date);
    return Number.isNaN(ms) ? now.getTime() : ms;
}
function retryAfterMs(headers, now) {
    const text = headers['retry-after']?.trim();
    if (text === undefined)
        return 0;
    if (SECONDS.test(text))
        return Math.ceil(Math.min(Number(text), MAX_SECONDS)) * 1000;
    return atLeast0(dateMs(text) - serverNowMs(headers, now));
}
const MIN_UNIX_TIME = 1_000_000_000;
function integerIn(text) {
    const digits = text?.trim() ?? '';
    return DIGITS.test(digits) ? Number(digits) : undefined;
}
function rateLimitPauseMs(headers, now) {
    const remaining = integerIn(headers['ratelimit-remaining'] ?? headers['x-ratelimit-remaining']);
    const reset = integerIn(headers['ratelimit-reset'] ?? headers['x-ratelimit-reset']);
    if (remaining === undefined || reset === undefined)
        return 0;
    const seconds = reset >= MIN_UNIX_TIME ? reset - serverNowMs(headers, now) / 1000 : reset;
    return atLeast0((seconds * 1000) / Math.max(remaining, 1));
}

;// CONCATENATED MODULE: ./lib/http/failure.js






const CHECK_ADDRESS = 'Check api-url and the proxy settings. A host in a private network needs a self-hosted runner in that network.';
const connection = (when, why) => ({
    when,
    code: 'network',
    remedy: 'retry',
    message: `{host} could not be reached: ${why}{code}.`,
    hint: CHECK_ADDRESS,
});
const unreachable = (when, why) => ({
    ...connection(when, why),
    budget: 'unreachable',
});
const proxy = (when, why, meaning = {}) => ({
    when,
    code: 'network',
    remedy: 'retry',
    message: `The proxy did not open a connection to {host}: ${why}.`,
    hint: 'Check https_proxy with its username and password, and that the proxy allows connections to this host.',
    ...meaning,
});
const CONNECTION_FAILURES = [
    proxy(/tunneling socket could not be established, statusCode=(407|403)/, 'it returned HTTP {1}', {
        remedy: 'never',
    }),
    proxy(/tunneling socket could not be established, statusCode=(\d+)/, 'it returned HTTP {1}'),
    proxy(/tunneling socket could not be established, cause=((?:\w{1,40} )?(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)\b.*)/, '{1}', { budget: 'unreachable' }),
    proxy(/tunneling socket could not be established, cause=(.+)/, '{1}'),
    proxy(/tunneling socket could not be established, cause=/, 'it could not be reached'),
    proxy(/(illegal response body) from proxy/, 'it sent an {1}'),
    {
        when: /^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_)/,
        code: 'network',
        remedy: 'never',
        message: 'The certificate of {host} is not trusted{code}.',
        hint: 'If a private CA issued it, pass the CA certificate as ca-certificate. Otherwise check api-url and the clock of the runner.',
    },
    {
        when: /^ERR_(INVALID_CHAR|INVALID_HTTP_TOKEN|HTTP_INVALID_HEADER_VALUE)\b/,
        code: 'protocol',
        remedy: 'never',
        message: 'A header for {host} contains characters that are not allowed in HTTP{code}.',
        hint: 'Check the credential for line breaks and non-ASCII characters.',
    },
    {
        when: /^HPE_/,
        code: 'protocol',
        remedy: 'retry',
        budget: 'malformed',
        message: '{host} sent an invalid HTTP response{code}.',
        hint: 'Check api-url, and whether a proxy responds in place of the API.',
    },
    unreachable(/^ENOTFOUND\b/, 'the host name was not found'),
    unreachable(/^EAI_AGAIN\b/, 'the host name lookup failed'),
    unreachable(/^ECONNREFUSED\b/, 'the connection was refused'),
    unreachable(/^EHOSTUNREACH\b/, 'no route to the host'),
    unreachable(/^ENETUNREACH\b/, 'no route to its network'),
    unreachable(/^EADDRNOTAVAIL\b/, 'this machine has no suitable local address'),
    connection(/^ECONNRESET\b/, 'the connection was lost'),
    connection(/^ETIMEDOUT\b/, 'the connection timed out'),
    connection(/^EPIPE\b/, 'the connection was closed'),
    connection(/^(EPROTO|ERR_SSL_)/, 'the TLS handshake failed'),
    connection(/(?:)/, 'the connection failed'),
];
function transportFailure(error, { host }) {
    if (error instanceof ExportError)
        return error;
    const { code, message } = rootCause(error);
    const values = { host, code: inBrackets(code) };
    return failureFrom(CONNECTION_FAILURES, `${code} ${message}`, values, { cause: error });
}
function brokenBody(error, { host }) {
    const message = `The connection to ${host} was lost during the response${inBrackets(rootCause(error).code)}.`;
    return new ExportError('network', message, { remedy: 'retry', hint: CHECK_ADDRESS, cause: error });
}
const returned = (when, code, [remedy, budget], hint) => ({
    when,
    code,
    remedy,
    ...(budget && { budget }),
    message: '{title} returned HTTP {status}{reason}',
    hint,
});
const OUTAGE = 'The service may be down: check its status page, then run the step again{sameExport}.';
const CREDENTIAL = 'Check that the credential is valid for the host in api-url.';
const PERMISSION = 'Give the credential the permission to read this export.';
const START_PERMISSION = 'Give the credential the permission to start exports.';
const LIMITED = 'The service limits requests: start fewer steps at once, or set a longer poll-interval.';
const RESULTS = 'The export has succeeded, but its results are missing: they may have expired. Start a new export.';
const UNKNOWN = 'Check {inputs}. The export may have been deleted.';
const REDIRECT = 'Check api-url: the response is a redirect, which was not followed.';
const CONFLICT = 'The state of the export does not allow the request: check the export in the service, or start a new one.';
const RUNNING = 'Check the exports in the service: if one is running, {adopt}without start: true.';
const GONE = 'The export is gone: start a new one.';
const NO_LOGIN = 'There is no login at this address. Check api-url.';
const INVALID = 'Check {inputs}: the service rejects the request itself.';
const STATUS_FAILURES = [
    returned(/^401 .*(replaced|unsettled)/, 'auth', ['renew-credential'], CREDENTIAL),
    returned(/^401 .*refused/, 'auth', ['never', 'refused'], CREDENTIAL),
    returned(/^401/, 'auth', ['never'], CREDENTIAL),
    returned(/^403 with Retry-After/, 'forbidden', ['later', 'throttled'], LIMITED),
    returned(/^403 .*for a start/, 'forbidden', ['never'], START_PERMISSION),
    returned(/^403/, 'forbidden', ['never'], PERMISSION),
    returned(/^(?!400|408|425|429)[1-4]\d\d .*for a login/, 'rejected', ['never'], NO_LOGIN),
    returned(/^404 .*for the results/, 'not-found', ['later', 'results'], RESULTS),
    returned(/^404 .*for a start/, 'not-found', ['later', 'missing'], INVALID),
    returned(/^404/, 'not-found', ['later', 'missing'], UNKNOWN),
    returned(/^(408|425)/, 'network', ['retry'], OUTAGE),
    returned(/^429/, 'network', ['later'], LIMITED),
    returned(/^409 .*for a start/, 'rejected', ['never'], RUNNING),
    returned(/^409/, 'rejected', ['never'], CONFLICT),
    returned(/^410/, 'rejected', ['never'], GONE),
    returned(/^4/, 'rejected', ['never'], INVALID),
    returned(/^[1-3]/, 'rejected', ['never'], REDIRECT),
    returned(/^5\d\d with Retry-After/, 'network', ['later'], OUTAGE),
    returned(/(?:)/, 'network', ['retry'], OUTAGE),
];
function responseFailure(response, context, now) {
    const { provider, reaction, purpose } = context;
    const { status, headers } = response;
    const { reason, advice, requestId } = problemIn(response, provider);
    const shown = reason.startsWith(`${status} `) ? reason.slice(4).trimStart() : reason;
    const why = shown && `: ${shown}`;
    const requestedMs = retryAfterMs(headers, now);
    const meaning = provider.isRateLimit?.(response) ? 429 : status;
    const isThrottled = status === 403 && requestedMs > 0;
    const text = `${meaning}${requestedMs > 0 ? ' with Retry-After' : ''} ${reaction} ${purpose}`;
    const values = {
        title: provider.title,
        status: String(status),
        reason: sentence(why || '.'),
        inputs: inputsOf(context),
        adopt: provider.isNamedByResource ? 'wait for it ' : 'pass its ID as export-id ',
        sameExport: /login|start/.test(purpose) ? '' : ' with the same export-id',
    };
    return failureFrom(STATUS_FAILURES, text, values, {
        hint: [sentence(advice), ownHint(isThrottled ? 429 : meaning, context)].filter(Boolean).join(' '),
        requestId,
        httpStatus: status,
        retryAfterMs: Math.max(requestedMs, rateLimitPauseMs(headers, now)),
        isPage: isPage(response),
    });
}
function errorOf(error, { section, url }, { place, provider }) {
    const isApi = new URL(url).origin === new URL(place.apiUrl).origin;
    const isHost = isApi && !(section === 'login' && error.httpStatus !== undefined);
    const key = isHost ? 'api' : `${section}.url`;
    const input = provider.inputs.tenant ? 'tenant or api-url' : 'api-url';
    const address = section ? `${key} in the definition` : isApi ? input : 'the download link';
    const { code, message, cause } = error;
    const named = section ? `${sentence(message)} Request: ${section}.` : message;
    return new ExportError(code, named, { ...error, cause, hint: error.hint.replace('api-url', address) });
}
function ownHint(status, { provider: { hints, isNamedByResource }, credentials, purpose }) {
    if (purpose === 'for the results' || purpose === 'for a login')
        return undefined;
    const hint = (purpose === 'for a start' && hints.start?.[status]) || hints[status];
    const unused = [
        ...(purpose === 'for a start' && !isNamedByResource ? ['export-id'] : []),
        ...(status === 401 && credentials.kind === 'login' ? ['token'] : []),
    ];
    return unused.some(name => hint?.includes(name)) ? undefined : hint;
}
function inputsOf({ provider, place, purpose }) {
    const { inputs, isNamedByResource, request = 'none' } = provider;
    const isStart = purpose === 'for a start';
    const names = [
        purpose === 'for a login' || (isStart && !isNamedByResource) ? '' : 'export-id',
        ...Object.keys(inputs.ids ?? {}).filter(name => place.ids[name]),
        isStart && request !== 'none' ? 'request' : '',
        'api-url',
        inputs.apiVersion ? 'api-version' : '',
    ];
    const listed = names.filter(Boolean).join(', ');
    return listed.replace(/, ([^,]*)$/, ' and $1');
}
const MAX_CAUSES = 5;
function rootCause(error, depth = 0) {
    const { code, message, errors, cause } = Object(error);
    if (typeof code === 'string')
        return { code, message: String(message) };
    const inner = Array.isArray(errors) ? errors[0] : cause;
    return inner !== undefined && depth < MAX_CAUSES
        ? rootCause(inner, depth + 1)
        : { code: '', message: String(message) };
}
function inBrackets(code) {
    return code === '' ? '' : ` (${code})`;
}

;// CONCATENATED MODULE: ./lib/failures/retry.js



const NOT_RETRIED = { times: 1 };
const IMMEDIATE = ['renew-credential', 'refresh-link', 'start-over'];
function nextAttempt(before, error, moment, budgets) {
    const { nowMs, random, sinceMs = nowMs, hasProgressed = false, minDelayMs = 0 } = moment;
    const budget = budgets[error.budget] ?? budgets[error.remedy] ?? NOT_RETRIED;
    const tallies = new Map([...(before?.tallies ?? [])].filter(([other]) => other.counted === 'always' || (!hasProgressed && (other.counted !== 'in a row' || other === budget))));
    const own = extended(tallies.get(budget), sinceMs);
    tallies.set(budget, own);
    const record = { ...extended(hasProgressed ? undefined : before, sinceMs), last: error, tallies };
    const limitMs = budget.ms ?? (budget.times === undefined ? Number.POSITIVE_INFINITY : 0);
    const leftMs = own.sinceMs + limitMs - nowMs;
    if (leftMs <= 0 && own.count >= (budget.times ?? 1))
        return { kind: 'end', record, error: own.count === 1 ? error : lastFailure(record, nowMs) };
    const isImmediate = own.count === 1 && IMMEDIATE.includes(error.remedy);
    const wantedMs = Math.max(isImmediate ? 0 : backoffMs(record.count, random), minDelayMs);
    const withinBudgetMs = leftMs > 0 ? Math.min(wantedMs, leftMs) : wantedMs;
    const delayMs = Math.max(withinBudgetMs, serverPauseMs(error.retryAfterMs, random));
    return { kind: 'retry', record, delayMs };
}
function extended(before, sinceMs) {
    return { count: (before?.count ?? 0) + 1, sinceMs: before?.sinceMs ?? sinceMs };
}
function lastFailure({ last, count, sinceMs }, nowMs) {
    if (count < 2)
        return last;
    const attempts = `${quantityText(count, 'failed attempt')} in ${durationText(nowMs - sinceMs)}`;
    return new ExportError(last.code, `${sentence(last.message)} Gave up after ${attempts}.`, last);
}
const MIN_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 30_000;
function backoffMs(failures, random) {
    const ceiling = Math.min(MIN_BACKOFF_MS * 2 ** (failures - 1), MAX_BACKOFF_MS);
    return Math.round(Math.max(MIN_BACKOFF_MS, ceiling * (0.5 + 0.5 * random)));
}
const MAX_PAUSE_MS = 300_000;
const PAUSE_SPREAD = 0.25;
function serverPauseMs(pauseMs, random) {
    if (!(pauseMs > 0))
        return 0;
    const shortestMs = pauseMs < MAX_PAUSE_MS ? pauseMs : MAX_PAUSE_MS / (1 + PAUSE_SPREAD);
    const longestMs = Math.min(shortestMs * (1 + PAUSE_SPREAD), MAX_PAUSE_MS);
    return Math.round(shortestMs + (longestMs - shortestMs) * random);
}

;// CONCATENATED MODULE: ./lib/polling/schedule.js
const POLL_COST_MS = 160;
function rootGapMs(elapsedMs) {
    return 2 * Math.sqrt(POLL_COST_MS * elapsedMs);
}
const YOUNG_MS = 1_000;
const MIN_GAP_MS = rootGapMs(YOUNG_MS);
const MAX_GAP_MS = 60_000;
const JITTER = 0.2;
const YOUNG_JITTER = 0.5;
function pollDelayMs(interval, elapsedMs, random) {
    if (interval !== 'auto')
        return interval;
    const gap = Math.min(Math.max(rootGapMs(elapsedMs), MIN_GAP_MS), MAX_GAP_MS);
    const jitter = elapsedMs < YOUNG_MS ? YOUNG_JITTER : JITTER;
    return Math.round(gap * (1 - jitter + 2 * jitter * random));
}

;// CONCATENATED MODULE: ./lib/polling/progress.js

const NOISE = 10;
function updateProgress(before, percent, atMs) {
    if (percent === undefined || !(percent >= 0 && percent <= 100))
        return undefined;
    const latest = { atMs, percent };
    if (before === undefined || percent < before.latest.percent - NOISE)
        return { anchor: undefined, latest, endMs: undefined, spreadMs: 0 };
    if (percent <= before.latest.percent)
        return before;
    if (before.anchor === undefined)
        return { ...before, anchor: latest, latest };
    const msPerPercent = (atMs - before.anchor.atMs) / (percent - before.anchor.percent);
    const endMs = atMs + (100 - percent) * msPerPercent;
    const movedMs = before.endMs === undefined ? 0 : Math.abs(endMs - before.endMs);
    return { anchor: before.anchor, latest, endMs, spreadMs: Math.max(movedMs, before.spreadMs / 2) };
}
const MAX_LOSS = { sooner: 0.08, later: 0.03 };
const AIM = 0.05;
const MISSED = 0.5;
function progressAwareDelayMs(plainMs, { waitedMs, polls }, progress) {
    if (progress?.endMs === undefined)
        return plainMs;
    const { endMs, spreadMs } = progress;
    const plainCostMs = rootGapMs(waitedMs);
    const spentMs = POLL_COST_MS * polls;
    const longestMs = Math.min(2 * (plainCostMs * (1 + MAX_LOSS.later) - spentMs), MAX_GAP_MS);
    const trust = Math.max(0, 1 - (2 * spreadMs) / plainMs);
    const canPollSooner = spentMs + POLL_COST_MS + plainMs / 2 <= plainCostMs * (1 + MAX_LOSS.sooner * trust);
    const behindMs = waitedMs - endMs - spreadMs;
    if (!canPollSooner && behindMs > 0 && behindMs < plainMs * MISSED)
        return Math.round(Math.max(plainMs * MISSED, MIN_GAP_MS));
    const shortestMs = canPollSooner ? MIN_GAP_MS : plainMs;
    const bestMs = bestGapMs(endMs - waitedMs, spreadMs, plainMs);
    return Math.round(Math.min(Math.max(bestMs, shortestMs), Math.max(longestMs, plainMs)));
}
function bestGapMs(remainingMs, spreadMs, plainMs) {
    const earliestMs = remainingMs - spreadMs;
    if (earliestMs > 0)
        return earliestMs + AIM * plainMs;
    const searchMs = Math.sqrt(2 * POLL_COST_MS * 2 * spreadMs);
    return Math.min(Math.max(searchMs, -remainingMs - spreadMs), plainMs);
}

;// CONCATENATED MODULE: ./lib/polling/policy.js



const CONFIRMED = { times: 3, ms: 30_000, counted: 'in a row' };
const CONFIRMED_PAGE = { times: 3, ms: 300_000, counted: 'in a row' };
const ALWAYS = {
    later: {},
    'renew-credential': { times: 3, ms: 60_000, counted: 'in a row' },
    throttled: CONFIRMED,
    results: { ms: 60_000 },
};
const BEFORE_RESPONSE = {
    ...ALWAYS,
    unreachable: { ms: 15_000, counted: 'in a row' },
    retry: { ms: 60_000 },
    missing: { ms: 10_000 },
    malformed: { times: 3, counted: 'in a row' },
};
const AFTER_RESPONSE = {
    ...ALWAYS,
    retry: {},
    missing: CONFIRMED,
    malformed: CONFIRMED,
    never: CONFIRMED,
    refused: { times: 1 },
};
const AFTER_RESPONSE_PAGE = {
    ...AFTER_RESPONSE,
    missing: CONFIRMED_PAGE,
    malformed: CONFIRMED_PAGE,
    never: CONFIRMED_PAGE,
    throttled: CONFIRMED_PAGE,
};
const MAX_DOUBT_POLLS = 3;
const DOUBT_PAUSE_MS = 10_000;
function begin(nowMs, last, hasWorked = false) {
    return {
        startedMs: nowMs,
        hasWorked,
        wait: { polls: 0, waitedMs: 0, observed: {}, timeline: [], last },
        failures: undefined,
        doubt: undefined,
        progress: undefined,
    };
}
function advance(before, event, moment) {
    const next = event.kind === 'failure' ? nextPoll(before, event.error, moment) : undefined;
    const state = nextState(before, event, moment.nowMs, next);
    const verdict = verdictOf(state, event, moment, next);
    if (verdict)
        return { state, decision: { kind: 'stop', verdict } };
    const { minGapMs = 0 } = moment;
    const leftMs = moment.deadlineMs - moment.nowMs;
    const wantedMs = Math.max(nextDelayMs(state, event, moment, next), event.kind === 'response' ? minGapMs : 0);
    const delayMs = leftMs - wantedMs < minGapMs ? leftMs : wantedMs;
    return { state, decision: { kind: 'poll', delayMs } };
}
function nextPoll({ startedMs, hasWorked, wait, failures }, error, moment) {
    const { nowMs, polledMs = nowMs, random, interval } = moment;
    const minDelayMs = pollDelayMs(interval, nowMs - startedMs, random);
    const responded = error.isPage ? AFTER_RESPONSE_PAGE : AFTER_RESPONSE;
    const budgets = wait.last || hasWorked ? responded : BEFORE_RESPONSE;
    return nextAttempt(failures, error, { nowMs, sinceMs: polledMs, random, minDelayMs }, budgets);
}
function nextState(before, event, nowMs, next) {
    const { failures, doubt, progress } = before;
    const waitedMs = nowMs - before.startedMs;
    if (event.kind === 'response') {
        const { value: status } = event;
        return {
            ...before,
            wait: { ...recorded(before.wait, status.providerStatus, false, waitedMs), last: status },
            failures: undefined,
            doubt: doubtOf(status, before),
            progress: updateProgress(progress, status.progress, waitedMs),
        };
    }
    const { code, httpStatus } = event.error;
    const label = httpStatus === undefined ? code : `HTTP ${httpStatus}`;
    return {
        ...before,
        wait: recorded(before.wait, label, true, waitedMs),
        failures: (code === 'timed-out' && failures) || next?.record,
        doubt: doubt && { ...doubt, polls: doubt.polls + 1 },
    };
}
const MAX_LABELS = 24;
const MAX_LABEL_CHARS = 60;
const MAX_SPANS = 12;
function recorded(before, text, isFailure, waitedMs) {
    const { observed, timeline } = before;
    const label = text.slice(0, MAX_LABEL_CHARS);
    const isFull = Object.keys(observed).length >= MAX_LABELS;
    const key = isFull && !Object.hasOwn(observed, label) ? 'others' : label;
    const count = Object.hasOwn(observed, key) ? (observed[key] ?? 0) : 0;
    const span = { label, isFailure, polls: 1, fromMs: waitedMs };
    const last = timeline.at(-1);
    const isOthers = timeline.length === MAX_SPANS;
    const isNew = last === undefined || (last.label !== label && timeline.length <= MAX_SPANS);
    return {
        ...before,
        polls: before.polls + 1,
        waitedMs,
        observed: { ...observed, [key]: count + 1 },
        timeline: isNew
            ? [...timeline, isOthers ? { ...span, label: 'others', isFailure: false } : span]
            : [...timeline.slice(0, -1), { ...last, polls: last.polls + 1 }],
    };
}
function doubtOf(status, { doubt, wait }) {
    if (status.phase !== 'succeeded' || status.doubt === '')
        return undefined;
    if (doubt)
        return { status, polls: doubt.polls + 1 };
    return status.doubt === wait.last?.doubt ? undefined : { status, polls: 0 };
}
function verdictOf({ wait, failures, doubt }, event, { nowMs, deadlineMs }, next) {
    const isOver = nowMs >= deadlineMs;
    if (doubt) {
        const isAccepted = isOver || doubt.polls >= MAX_DOUBT_POLLS;
        return isAccepted ? { kind: 'ended', phase: 'succeeded', status: doubt.status, wait } : undefined;
    }
    if (event.kind === 'response' && event.value.phase !== 'waiting')
        return { kind: 'ended', phase: event.value.phase, status: event.value, wait };
    const isLate = event.kind === 'failure' && event.error.code === 'timed-out';
    if (next?.kind === 'end' && !isLate)
        return { kind: 'error', error: next.error, wait };
    if (!isOver)
        return undefined;
    return { kind: 'timed-out', lastError: failures && lastFailure(failures, nowMs), wait };
}
function nextDelayMs({ wait, doubt, progress }, event, { interval, random }, next) {
    const requestedMs = event.kind === 'response' ? event.pauseMs : event.error.retryAfterMs;
    if (doubt)
        return serverPauseMs(Math.max(DOUBT_PAUSE_MS, requestedMs), random);
    if (next?.kind === 'retry')
        return next.delayMs;
    const gapMs = pollDelayMs(interval, wait.waitedMs, random);
    const plainMs = interval === 'auto' ? progressAwareDelayMs(gapMs, wait, progress) : gapMs;
    return Math.max(plainMs, serverPauseMs(requestedMs, random));
}

;// CONCATENATED MODULE: ./lib/polling/await-job.js




const await_job_HEARTBEAT_MS = 60_000;
const LAST_POLL_MS = 2_000;
async function awaitJob(options, ports) {
    const { interval, minGapMs = 0, timeoutMs, known, hasWorked } = options;
    const { clock, emit, signal } = ports;
    let state = begin(clock.now(), known, hasWorked);
    const deadlineMs = state.startedMs + timeoutMs;
    let lastLineMs = state.startedMs;
    const abortedVerdict = () => ({ kind: 'aborted', error: signal.reason, wait: state.wait });
    for (;;) {
        const limitMs = Math.max(0, deadlineMs - clock.now()) + LAST_POLL_MS;
        const { polledMs, event } = await pollOnce(ports, limitMs, state.wait.last);
        if (signal.aborted)
            return abortedVerdict();
        const before = state;
        const moment = { interval, minGapMs, nowMs: clock.now(), polledMs, deadlineMs, random: ports.random() };
        const { state: after, decision } = advance(before, event, moment);
        state = after;
        for (const news of newsOf(before, event, after, decision)) {
            emit(news);
            if (news.kind === 'status' || (news.kind === 'retry' && !news.repeated))
                lastLineMs = clock.now();
        }
        if (decision.kind === 'stop') {
            warnOfDoubt(decision.verdict, emit);
            return decision.verdict;
        }
        lastLineMs = await pause(ports, state, { delayMs: decision.delayMs, deadlineMs, lastLineMs });
        if (signal.aborted)
            return abortedVerdict();
    }
}
async function pollOnce({ poll, turns, clock, signal }, limitMs, before) {
    let polledMs = clock.now();
    const error = () => new ExportError('timed-out', 'The last poll got no response in time.', { hint: CHECK_ADDRESS });
    const deadline = startDeadline(clock, { ms: limitMs, parent: signal, error });
    try {
        const result = await turns.take(() => {
            polledMs = clock.now();
            return poll(deadline.signal, before);
        }, deadline.signal);
        return { polledMs, event: { kind: 'response', ...result } };
    }
    catch (error) {
        if (error instanceof ExportError)
            return { polledMs, event: { kind: 'failure', error } };
        throw error;
    }
    finally {
        deadline.clear();
    }
}
function newsOf(before, event, { wait, failures, doubt }, decision) {
    const { last } = before.wait;
    if (event.kind === 'failure') {
        if (decision.kind === 'stop')
            return [];
        const { error } = event;
        const isRepeated = before.failures?.last.message === error.message;
        const count = failures?.count ?? 1;
        return [
            {
                kind: 'retry',
                subject: 'polling',
                error,
                retryInMs: decision.delayMs,
                count,
                ...(isRepeated && { repeated: true }),
            },
        ];
    }
    const { value: status } = event;
    const { providerStatus } = status;
    const news = [];
    if (before.failures) {
        const { last: error, count, sinceMs } = before.failures;
        const afterMs = before.startedMs + wait.waitedMs - sinceMs;
        news.push({ kind: 'recovered', subject: 'polling', error, count, afterMs });
    }
    if (!status.known)
        news.push({
            kind: 'warning',
            topic: `unknown status ${providerStatus}`,
            text: `The provider reported "${providerStatus}", which is not a documented status. ${status.phase === 'waiting' ? 'The wait continues.' : `It counts as ${status.phase}.`}`,
        });
    news.push(...status.warnings.map(text => ({ kind: 'warning', topic: text, text })));
    if (providerStatus !== last?.providerStatus)
        news.push({ kind: 'status', status, polls: wait.polls, elapsedMs: wait.waitedMs });
    if (doubt && status.doubt !== last?.doubt && decision.kind === 'poll')
        news.push({ kind: 'note', text: `${status.doubt} Polling again.` });
    return news;
}
function warnOfDoubt(verdict, emit) {
    if (verdict.kind !== 'ended' || verdict.status.doubt === '')
        return;
    const text = `${verdict.status.doubt} The export may be incomplete.`;
    emit({ kind: 'warning', topic: text, text, always: true });
}
async function pause({ clock, emit, signal }, { startedMs, wait: { polls, last } }, times) {
    const endMs = clock.now() + times.delayMs;
    let { lastLineMs } = times;
    while (!signal.aborted && clock.now() < endMs) {
        await clock.sleep(Math.min(endMs, lastLineMs + await_job_HEARTBEAT_MS) - clock.now(), signal);
        if (signal.aborted || clock.now() < lastLineMs + await_job_HEARTBEAT_MS)
            continue;
        lastLineMs = clock.now();
        const { providerStatus, hint } = last ?? { providerStatus: '', hint: '' };
        const elapsedMs = lastLineMs - startedMs;
        const remainingMs = Math.max(0, times.deadlineMs - lastLineMs);
        emit({ kind: 'heartbeat', providerStatus, polls, elapsedMs, remainingMs });
        if (hint !== '')
            emit({ kind: 'warning', topic: hint, text: `Still ${providerStatus} after a minute. ${hint}` });
    }
    return lastLineMs;
}

;// CONCATENATED MODULE: ./lib/exports/check-content.js
const MAX_PARTS_NAMED = 5;
function checkContent({ files, rowCount }, status, { ifEmpty, ifPartial }) {
    const { failedParts, requestId } = status;
    const named = failedParts.slice(0, MAX_PARTS_NAMED).join('; ');
    const others = failedParts.length > MAX_PARTS_NAMED ? `; and ${failedParts.length - MAX_PARTS_NAMED} more` : '';
    const isEmpty = status.empty || (files.length > 0 && rowCount === 0);
    const rules = [
        {
            code: 'partial',
            severity: failedParts.length > 0 ? ifPartial : undefined,
            reason: `The export is partial: ${named}${others}.`,
        },
        {
            code: 'empty',
            severity: isEmpty ? ifEmpty : undefined,
            reason: 'The export is empty: nothing in its scope matched.',
        },
    ];
    const fatal = rules.find(({ severity }) => severity === 'error');
    return {
        failure: fatal && {
            code: fatal.code,
            reason: fatal.reason,
            hint: `${files.length > 0 ? 'The files are kept. ' : ''}Set if-${fatal.code}: warn to accept such an export.`,
            requestId,
        },
        warnings: rules.flatMap(({ severity, reason }) => (severity === 'warn' ? reason : [])),
        overrides: rules.flatMap(({ code, severity, reason }) => severity === 'warn' || severity === 'ignore' ? `if-${code}: ${severity}. ${reason}` : []),
    };
}

;// CONCATENATED MODULE: ./lib/exports/task.js




function portsOf(ports, exportId) {
    return { ...ports, emit: event => ports.emit({ ...event, exportId }) };
}
function startDownloadTimeout(ports, limit) {
    const { clock } = ports;
    const { ms, statedMs = ms } = limit;
    const failing = new Map();
    const add = (subject, last, count = 1) => {
        const before = count > 1 ? failing.get(subject) : undefined;
        failing.delete(subject);
        failing.set(subject, { count, last, sinceMs: before?.sinceMs ?? clock.now() });
    };
    const emit = event => {
        if (event.kind === 'retry')
            add(event.subject, event.error, event.count);
        if (event.kind === 'recovered')
            failing.delete(event.subject);
        if (event.kind === 'status') {
            const { phase, providerStatus } = event.status;
            failing.delete('status');
            const text = `The provider reports the status ${providerStatus} again.`;
            if (phase === 'waiting')
                add('status', new ExportError('download', text));
        }
        ports.emit(event);
    };
    const error = () => {
        const late = `download-timeout (${statedMs / 1000} s) expired before the step was done.`;
        const increase = 'Increase download-timeout, or check the connection to the storage of the provider.';
        const failure = [...failing.values()].at(-1);
        if (!failure)
            return new ExportError('download', late, { hint: increase });
        const last = lastFailure(failure, clock.now());
        const isOfConnection = ['network', 'protocol'].includes(last.code);
        const code = isOfConnection ? 'download' : last.code;
        const hint = isOfConnection ? increase : `${last.hint} ${increase}`;
        return new ExportError(code, `${late} Last error: ${sentence(last.message)}`, { ...last, hint });
    };
    const { signal, clear } = startDeadline(clock, { ...limit, parent: ports.signal, error });
    return { ports: { ...ports, emit, signal }, clear };
}

;// CONCATENATED MODULE: ./lib/exports/wait-failure.js



function failureOf(verdict, { exportId }, { provider, timeoutMs }) {
    const { waitedMs, last } = verdict.wait;
    const subject = `${provider.title} ${exportId}`;
    const resume = `Run the step with export-id: ${exportId} to keep waiting for this export.`;
    switch (verdict.kind) {
        case 'error':
            return toFailure(verdict.error);
        case 'aborted': {
            const { code, message, hint, cause } = verdict.error;
            const waited = `Stopped waiting for ${subject} after ${durationText(waitedMs)}`;
            return {
                code,
                reason: `${sentence(message)} ${waited}; the export keeps running.`,
                hint: code === 'aborted' ? resume : joined(hint, resume),
                requestId: last?.requestId ?? '',
                cause,
            };
        }
        case 'timed-out': {
            const { lastError } = verdict;
            return {
                code: 'timed-out',
                reason: timedOutReason(verdict, subject, durationText(timeoutMs)),
                hint: last
                    ? joined(last.hint, resume, 'If exports of this size take longer, raise timeout.')
                    : joined(lastError?.hint, resume),
                requestId: lastError?.requestId || last?.requestId || '',
                cause: lastError?.cause,
            };
        }
        case 'ended': {
            const { phase, status } = verdict;
            return phase === 'succeeded' ? undefined : endedFailure(phase, status, subject, provider);
        }
    }
}
function endedFailure(phase, { providerStatus, reason, hint, requestId }, subject, { docs, isNamedByResource }) {
    const ending = phase === 'cancelled' ? 'was cancelled' : 'failed';
    const why = reason === '' ? ' and gave no reason.' : `: ${sentence(reason)}`;
    return {
        code: phase === 'cancelled' ? 'export-cancelled' : 'export-failed',
        reason: `The provider reported that ${subject} ${ending} (${providerStatus})${why}`,
        hint: joined(hint, isNamedByResource
            ? 'Run the step again with start: true.'
            : 'Start a new export and pass its ID as export-id.', docs && `The statuses are documented at ${docs}`),
        requestId,
    };
}
function timedOutReason({ wait: { last, polls, observed }, lastError }, subject, limit) {
    const counts = Object.entries(observed).sort(([, one], [, other]) => other - one);
    const labels = counts.map(([label, count]) => `${label} ×${countText(count)}`).join(', ');
    return joined(last ? `${subject} is still running after ${limit}.` : `No status of ${subject} after ${limit}.`, `Polled ${quantityText(polls, 'time')}: ${labels}.`, last?.known === false ? `"${last.providerStatus}" is not a documented status.` : '', lastError ? `Last error: ${sentence(lastError.message)}` : '');
}
function joined(...texts) {
    return texts.filter(Boolean).join(' ');
}

;// CONCATENATED MODULE: ./lib/exports/start-export.js





async function startExport({ place, provider }, { start, request }, ports, deadlineMs) {
    const { clock, signal } = ports;
    const dateAt = (ms, date = clock.date()) => new Date(Math.floor((date.getTime() - (clock.now() - ms)) / 1000) * 1000);
    const begunMs = clock.now();
    const begunAt = (response) => dateAt(begunMs, dateOf(response));
    const find = provider.find?.bind(provider);
    const look = find && (() => ports.run(find(place, request, begunAt), signal));
    const attempt = async () => {
        const sinceMs = clock.now();
        const { value, pauseMs } = await ports.run(start(place, request), signal);
        return { value: { ...value, startedAt: dateAt(sinceMs, value.startedAt) }, pauseMs };
    };
    try {
        const started = await withRetries(attempt, ports, deadlineMs);
        return look && started.value.isUnseen ? await withRetries(() => seen(look), ports, deadlineMs) : started;
    }
    catch (thrown) {
        const error = toExportError(thrown);
        if (error.code === 'start-unknown' && look && !signal.aborted) {
            const found = await withRetries(look, ports, deadlineMs).catch(() => undefined);
            if (found?.value)
                return { value: found.value, pauseMs: found.pauseMs };
        }
        throw signal.reason?.code === 'aborted' ? aborted(signal.reason, error, provider) : error;
    }
}
function aborted({ code, message, cause }, error, { repeat }) {
    if (error.code === 'start-unknown')
        return new ExportError(code, `${sentence(message)} An export may have been started.`, {
            cause,
            hint: error.hint,
        });
    const started = repeat === 'safe'
        ? 'An export may have been started, but another one does no harm'
        : 'No export was started';
    return new ExportError(code, message, { cause, hint: `${started}: run the step again.` });
}
async function seen(look) {
    const { value, pauseMs } = await look();
    if (value)
        return { value, pauseMs };
    throw new ExportError('rejected', 'The service refused a new export as if one were running, but reports none.', { remedy: 'retry', budget: 'results', hint: 'Run the step again later.' });
}
async function withRetries(run, ports, deadlineMs) {
    const { clock, emit, signal } = ports;
    let failures;
    for (;;) {
        const sinceMs = clock.now();
        try {
            return await run();
        }
        catch (thrown) {
            if (signal.aborted)
                throw thrown;
            const error = toExportError(thrown);
            const moment = { nowMs: clock.now(), sinceMs, random: ports.random() };
            const next = nextAttempt(failures, error, moment, BEFORE_RESPONSE);
            if (next.kind === 'end')
                throw next.error;
            failures = next.record;
            const retryInMs = Math.max(next.delayMs, error.retryAfterMs);
            if (clock.now() + retryInMs >= deadlineMs)
                throw new ExportError(error.code, `${sentence(error.message)} The next attempt would be after timeout.`, error);
            emit({ kind: 'retry', subject: 'start', error, retryInMs, count: failures.count });
            await clock.sleep(retryInMs, signal);
            signal.throwIfAborted();
        }
    }
}

;// CONCATENATED MODULE: ./lib/exports/wait-for-export.js









async function waitForExport(task) {
    const { request, ports, lastPollMs, minGapMs } = task;
    let results = NO_RESULTS;
    const save = (latest) => {
        results = latest;
        task.save(latest);
    };
    try {
        const { job, isAdopted, hasWorked } = await wait_for_export_begin({ ...task, save });
        const known = { ...NO_RESULTS, exportId: job.exportId, isAdopted };
        save(known);
        const { interval } = request;
        const timeoutMs = Math.max(0, lastPollMs - ports.clock.now());
        const verdict = await awaitJob({ interval, minGapMs, timeoutMs, hasWorked }, pollPorts(job, ports));
        const { wait } = verdict;
        const failure = failureOf(verdict, job, request);
        const outcome = { ...known, status: statusOf(verdict), failure, wait, rowCount: wait.last?.rowCount };
        save(outcome);
        if (verdict.kind !== 'ended' || failure)
            return { outcome };
        return { outcome, success: { job, status: verdict.status } };
    }
    catch (thrown) {
        return { outcome: failedOutcome(toFailure(thrown), results) };
    }
}
async function wait_for_export_begin({ request, wanted, ports, save }) {
    const { place, timeoutMs } = request;
    const { clock } = ports;
    if (wanted.kind === 'existing')
        return { job: { ...place, exportId: wanted.exportId }, isAdopted: false, hasWorked: false };
    const error = () => new ExportError('timed-out', `No export was started within ${durationText(timeoutMs)}.`, {
        hint: 'Run the step again. If the service needs more time to start an export, raise timeout.',
    });
    const deadline = startDeadline(clock, { ms: timeoutMs, parent: ports.signal, error });
    try {
        const startPorts = { ...ports, signal: deadline.signal };
        const { value, pauseMs } = await startExport(request, wanted, startPorts, clock.now() + timeoutMs);
        const { exportId, isAdopted, startedAt } = value;
        save({ ...NO_RESULTS, exportId, isAdopted });
        ports.emit({ kind: 'started', exportId, isAdopted });
        await clock.sleep(serverPauseMs(pauseMs, ports.random()), deadline.signal);
        return {
            job: { ...place, exportId, ...(!isAdopted && startedAt && { startedAt }) },
            isAdopted,
            hasWorked: true,
        };
    }
    finally {
        deadline.clear();
    }
}
function pollPorts(job, ports) {
    const { emit } = portsOf(ports, job.exportId);
    return { ...ports, emit, poll: (signal, before) => ports.poll(job, signal, before) };
}
function statusOf(verdict) {
    if (verdict.kind === 'aborted')
        return verdict.error.code === 'aborted' ? 'aborted' : 'error';
    return verdict.kind === 'ended' ? verdict.phase : verdict.kind;
}

;// CONCATENATED MODULE: ./lib/exports/download-export.js









async function downloadExport(task, before, success, allWaited) {
    const { request, save } = task;
    const { clock, signal } = task.ports;
    const limit = { ms: request.downloadTimeoutMs, after: allWaited };
    const { ports, clear } = startDownloadTimeout(portsOf(task.ports, success.job.exportId), limit);
    let outcome = before;
    try {
        const startMs = clock.now();
        const downloaded = await unlessStuck(download(outcome, { ...task, ports }, success), ports);
        outcome = { ...downloaded, downloadMs: clock.now() - startMs };
        save(outcome);
        if (outcome.failure)
            return outcome;
        signal.throwIfAborted();
        const content = checkContent(outcome, outcome.wait.last ?? success.status, request);
        for (const text of content.warnings)
            ports.emit({ kind: 'warning', topic: text, text, always: true });
        outcome = { ...outcome, overrides: [...outcome.overrides, ...content.overrides] };
        if (content.failure)
            outcome = failedOutcome(content.failure, outcome);
        save(outcome);
        return outcome;
    }
    catch (thrown) {
        return failedOutcome(toFailure(thrown), outcome);
    }
    finally {
        clear();
    }
}
async function download(outcome, task, { job, status }) {
    const { request, wanted, ports } = task;
    const { files, requestId } = status;
    if (files.length === 0 && !status.empty)
        throw new ExportError('protocol', 'The provider reported success, but listed no files.', {
            requestId,
        });
    if (!request.download) {
        const downloadUrls = files.filter(file => file.credential === 'none').map(file => file.url);
        const override = 'download: false, so no file was downloaded or verified';
        return { ...outcome, downloadUrls, overrides: [...outcome.overrides, override] };
    }
    if (files.length === 0)
        return outcome;
    const statuses = [status];
    const observed = () => ({ ...outcome, wait: { ...outcome.wait, last: statuses.reduce(mergeStatus) } });
    const folder = folderOf(request, { ...wanted, exportId: job.exportId });
    try {
        const localFiles = await ports.download({
            folder,
            files,
            refresh: () => refreshedFiles(task, job, statuses),
            emit: ports.emit,
            signal: ports.signal,
        });
        const counted = localFiles.find(file => file.rowCount !== undefined);
        return { ...observed(), folder, files: localFiles, rowCount: counted?.rowCount ?? outcome.rowCount };
    }
    catch (thrown) {
        return failedOutcome(toFailure(thrown), observed());
    }
}
async function refreshedFiles({ request, ports }, job, statuses) {
    const { interval, timeoutMs, downloadTimeoutMs } = request;
    const [known] = statuses;
    ports.emit({ kind: 'note', text: 'Requesting new download links.' });
    const wait = { interval, timeoutMs: timeoutMs + downloadTimeoutMs, ...(known && { known }) };
    const verdict = await awaitJob(wait, pollPorts(job, ports));
    ports.signal.throwIfAborted();
    const { last } = verdict.wait;
    if (last)
        statuses.push(last);
    const failure = failureOf(verdict, job, request);
    if (failure)
        throw new ExportError('download', `Could not get new download links: ${failure.reason}`, failure);
    return last?.files ?? [];
}
function mergeStatus(before, after) {
    const failedParts = [...new Set([...before.failedParts, ...after.failedParts])];
    return { ...after, failedParts, empty: before.empty || after.empty };
}

;// CONCATENATED MODULE: ./lib/exports/await-exports.js








const POLLS_PER_SECOND = 8;
async function awaitExports(request, stepPorts) {
    const { wanted, provider, place, timeoutMs, downloadTimeoutMs, folder } = request;
    const { title, credentialOrigins = [], pollsPerSecond = POLLS_PER_SECOND } = provider;
    const { clock } = stepPorts;
    const gapMs = 1000 / pollsPerSecond;
    const timeoutAtMs = clock.now() + timeoutMs;
    const turns = createTurns(clock, gapMs);
    const limited = new Set();
    const emit = event => {
        if (event.kind === 'retry' && ['start', 'polling'].includes(event.subject)) {
            const { exportId, error, retryInMs, count } = event;
            if (isRateLimit(error)) {
                turns.pause(retryInMs, count > 1 && limited.has(exportId));
                limited.add(exportId);
            }
            else
                limited.delete(exportId);
        }
        stepPorts.emit(event);
    };
    const ports = { ...stepPorts, turns, emit };
    const [first] = wanted;
    const origins = [...new Set([place.apiUrl, ...credentialOrigins])];
    if (first.kind === 'start')
        emit({ kind: 'starting', title, origins });
    else {
        const id = wanted.length === 1 && { exportId: first.exportId };
        emit({ kind: 'waiting', title, ...id, exports: wanted.length, origins, timeoutMs });
    }
    const results = wanted.map(() => NO_RESULTS);
    const ended = new Map();
    stepPorts.checkpoint(failure => {
        const outcomes = results.map((soFar, index) => ended.get(index) ?? failedOutcome(failure, soFar));
        return stepOutcome(outcomes, folder);
    });
    const { promise: allWaited, resolve: endWaits } = Promise.withResolvers();
    let waiting = wanted.length;
    let waitedAtMs = clock.now();
    const outcomes = await Promise.all(wanted.map(async (one, index) => {
        const task = {
            request,
            wanted: one,
            ports,
            lastPollMs: timeoutAtMs - index * gapMs,
            minGapMs: wanted.length > 1 ? wanted.length * gapMs : 0,
            save: latest => {
                results[index] = latest;
            },
        };
        const { outcome: waited, success } = await waitForExport(task);
        waiting -= 1;
        waitedAtMs = clock.now();
        if (waiting === 0)
            endWaits();
        const outcome = success ? await downloadExport(task, waited, success, allWaited) : waited;
        ended.set(index, outcome);
        if (wanted.length > 1)
            emit({ kind: 'ended', exportId: outcome.exportId, failure: outcome.failure });
        return outcome;
    }));
    let step = stepOutcome(outcomes, folder);
    stepPorts.checkpoint(failure => ({ ...step, ...failedWith(failure) }));
    const leftMs = Math.max(0, waitedAtMs + downloadTimeoutMs - clock.now());
    const uploadPorts = wanted.length === 1 ? portsOf(ports, step.exportId) : ports;
    const timeout = startDownloadTimeout(uploadPorts, { ms: leftMs, statedMs: downloadTimeoutMs });
    try {
        step = await unlessStuck(upload(step, request, timeout.ports), timeout.ports);
        if (!step.failure)
            ports.signal.throwIfAborted();
    }
    catch (thrown) {
        step = { ...step, ...failedWith(toFailure(thrown)) };
    }
    finally {
        timeout.clear();
    }
    return step;
}
function isRateLimit({ httpStatus, remedy }) {
    return httpStatus === 429 || (httpStatus === 403 && remedy === 'later');
}
async function upload(step, request, ports) {
    const { artifact, provider, wanted, ifUploadFails } = request;
    const { clock, signal } = ports;
    const succeeded = step.exports.filter(({ failure }) => !failure);
    const [first] = succeeded;
    if (!artifact || !first || (step.failure && signal.aborted))
        return step;
    signal.throwIfAborted();
    const files = succeeded.flatMap(one => one.files);
    const [file] = files;
    if (!file) {
        ports.emit({ kind: 'note', text: 'There is no file to upload as an artifact.' });
        return step;
    }
    const isSeveral = wanted.length > 1;
    const name = `${provider.id.replaceAll('/', '-')}-export${isSeveral ? 's' : ''}-${step.exports[0]?.exportId}`;
    const folder = isSeveral ? (0,external_node_path_.dirname)((0,external_node_path_.dirname)(file.path)) : (0,external_node_path_.dirname)(file.path);
    const startMs = clock.now();
    try {
        const uploaded = await ports.upload({ ...artifact, name: artifact.name || name }, { folder, files }, ports);
        return { ...step, artifact: uploaded, uploadMs: clock.now() - startMs };
    }
    catch (thrown) {
        if (toFailure(signal.reason).code === 'aborted')
            throw thrown;
        const failure = { ...toFailure(thrown), code: 'upload' };
        if (ifUploadFails === 'error' && !step.failure)
            return { ...step, ...failedWith(failure) };
        const text = `The artifact was not uploaded: ${failure.reason} ${failure.hint}`;
        ports.emit({ kind: 'warning', topic: 'upload', text, always: true });
        if (step.failure)
            return step;
        const override = `if-upload-fails: warn, and the upload failed: ${failure.reason}`;
        return { ...step, overrides: [...step.overrides, override] };
    }
}

;// CONCATENATED MODULE: ./lib/inputs/credentials.js
const EMPTY_SECRET = 'Check the name of the secret. GitHub passes no secrets to runs for pull requests from forks, and only Dependabot secrets to runs by Dependabot.';
function bareToken(text) {
    return text.trim().replace(/^(bearer|token)\s+/i, '');
}
function addSecrets(vault, raw, providers) {
    const given = (name) => raw[name] ?? '';
    const ways = providers.flatMap(({ auth }) => auth.map(({ inputs }) => [inputs.join(), inputs]));
    for (const [id, secret] of new Map(ways).values())
        if (id && secret)
            vault.addPair(given(id), given(secret));
        else
            for (const form of [given('token'), bareToken(given('token'))])
                vault.add(form);
}
function readCredentials(inputs, { id, auth }) {
    const chosen = auth.filter(way => way.inputs.length === 0 || way.inputs.some(name => inputs.has(name)));
    const [first] = chosen;
    if (!first) {
        const texts = auth.map(({ inputs: names, meaning }) => names[0] === 'token' && !names[1] ? meaning : names.join(' and '));
        inputs.problem(auth[0]?.inputs[0] ?? '', `empty. ${id} needs ${texts.join(', or ')}. ${EMPTY_SECRET}`);
        return undefined;
    }
    const missing = first.inputs.find(name => !inputs.has(name));
    if (chosen.length > 1)
        inputs.problems.push(`${chosen.map(way => way.inputs.join(', ')).join(' and ')} are mutually exclusive`);
    else if (missing)
        inputs.problem(missing, `empty, but required with ${first.inputs.find(name => inputs.has(name))}. ${EMPTY_SECRET}`);
    else
        return first.use(...first.inputs.map(name => (name === 'token' ? readToken(inputs, first) : inputs.get(name))));
    return undefined;
}
function readToken(inputs, { meaning }) {
    const text = inputs.get('token');
    const token = bareToken(text);
    if (token !== text)
        inputs.warnings.push('token starts with an authentication scheme, which is ignored. Store the bare token.');
    if (/^(["'`]).*\1$/.test(token))
        inputs.problem('token', 'the value is wrapped in quotes. Store the secret without them.');
    else if (!/^[\x21-\x7e]+$/.test(token))
        inputs.problem('token', `the value is not ${meaning}: it has spaces or characters beyond ASCII. Store the text as the provider shows it.`);
    return token;
}

;// CONCATENATED MODULE: ./lib/inputs/environment.js
const PROXY_VARIABLES = [
    ['https_proxy', 'HTTPS_PROXY'],
    ['http_proxy', 'HTTP_PROXY'],
];
function parseProxy(text) {
    const url = URL.parse(text) ?? (/^https?:\/\//.test(text) ? null : URL.parse(`http://${text}`));
    try {
        decodeURIComponent(`${url?.username}${url?.password}`);
    }
    catch {
        return undefined;
    }
    return url && url.hostname !== '' && /^https?:$/.test(url.protocol) ? url : undefined;
}
function credentialsOf(proxy) {
    const [id = '', secret = ''] = [proxy?.username ?? '', proxy?.password ?? ''].map(decodeURIComponent);
    if (secret !== '')
        return [{ id, secret }];
    return id === '' ? [] : [{ id: '', secret: id }];
}
function checkEnvironment(env) {
    const errors = [];
    const warnings = [];
    const proxyCredentials = [];
    for (const names of PROXY_VARIABLES) {
        const used = names.find(name => env[name]);
        for (const name of names) {
            const proxy = parseProxy(env[name] ?? '');
            proxyCredentials.push(...credentialsOf(proxy));
            if (name === used && !proxy)
                errors.push(`${name} is not the URL of an HTTP proxy. Use http://host:port, with a percent-encoded user and password.`);
        }
    }
    if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0')
        warnings.push('NODE_TLS_REJECT_UNAUTHORIZED=0 turns certificate checks off, so the credentials can be intercepted. Use ca-certificate instead.');
    if (env.NODE_DEBUG)
        warnings.push('NODE_DEBUG makes Node print requests and responses, including secrets. Unset it.');
    return { errors, warnings, proxyCredentials };
}

;// CONCATENATED MODULE: ./node_modules/leven/index.js
const array = [];
const characterCodeCache = [];

function leven(first, second, options) {
	if (first === second) {
		return 0;
	}

	const maxDistance = options?.maxDistance;
	const swap = first;

	// Swapping the strings if `a` is longer than `b` so we know which one is the
	// shortest & which one is the longest
	if (first.length > second.length) {
		first = second;
		second = swap;
	}

	let firstLength = first.length;
	let secondLength = second.length;

	// Performing suffix trimming:
	// We can linearly drop suffix common to both strings since they
	// don't increase distance at all
	// Note: `~-` is the bitwise way to perform a `- 1` operation
	while (firstLength > 0 && (first.charCodeAt(~-firstLength) === second.charCodeAt(~-secondLength))) {
		firstLength--;
		secondLength--;
	}

	// Performing prefix trimming
	// We can linearly drop prefix common to both strings since they
	// don't increase distance at all
	let start = 0;

	while (start < firstLength && (first.charCodeAt(start) === second.charCodeAt(start))) {
		start++;
	}

	firstLength -= start;
	secondLength -= start;

	// Early termination after trimming: if difference in length exceeds max distance
	if (maxDistance !== undefined && secondLength - firstLength > maxDistance) {
		return maxDistance;
	}

	if (firstLength === 0) {
		return maxDistance !== undefined && secondLength > maxDistance
			? maxDistance
			: secondLength;
	}

	let bCharacterCode;
	let result;
	let temporary;
	let temporary2;
	let index = 0;
	let index2 = 0;

	while (index < firstLength) {
		characterCodeCache[index] = first.charCodeAt(start + index);
		array[index] = ++index;
	}

	while (index2 < secondLength) {
		bCharacterCode = second.charCodeAt(start + index2);
		temporary = index2++;
		result = index2;

		for (index = 0; index < firstLength; index++) {
			temporary2 = bCharacterCode === characterCodeCache[index] ? temporary : temporary + 1;
			temporary = array[index];
			// eslint-disable-next-line no-multi-assign
			result = array[index] = temporary > result
				? (temporary2 > result ? result + 1 : temporary2)
				: (temporary2 > temporary ? temporary + 1 : temporary2);
		}

		// Early termination: if all values in current row exceed maxDistance
		if (maxDistance !== undefined) {
			let rowMinimum = result;
			for (index = 0; index < firstLength; index++) {
				if (array[index] < rowMinimum) {
					rowMinimum = array[index];
				}
			}

			if (rowMinimum > maxDistance) {
				return maxDistance;
			}
		}
	}

	// Bound arrays to avoid retaining large previous sizes
	array.length = firstLength;
	characterCodeCache.length = firstLength;

	return maxDistance !== undefined && result > maxDistance ? maxDistance : result;
}

function closestMatch(target, candidates, options) {
	if (!Array.isArray(candidates) || candidates.length === 0) {
		return undefined;
	}

	const userMax = options?.maxDistance;
	const targetLength = target.length;

	// Exact match fast-path
	for (const candidate of candidates) {
		if (candidate === target) {
			return candidate;
		}
	}

	if (userMax === 0) {
		return undefined;
	}

	let best;
	let bestDist = Number.POSITIVE_INFINITY;
	const seen = new Set();

	for (const candidate of candidates) {
		if (seen.has(candidate)) {
			continue;
		}

		seen.add(candidate);

		const lengthDiff = Math.abs(candidate.length - targetLength);
		if (lengthDiff >= bestDist) {
			continue;
		}

		if (userMax !== undefined && lengthDiff > userMax) {
			continue;
		}

		const cap = Number.isFinite(bestDist)
			? (userMax === undefined ? bestDist : Math.min(bestDist, userMax))
			: userMax;

		const distance = cap === undefined
			? leven(target, candidate)
			: leven(target, candidate, {maxDistance: cap});

		// Skip candidates that exceed the user's maximum distance
		if (userMax !== undefined && distance > userMax) {
			continue;
		}

		// If we got a capped result that equals the cap, we need the actual distance
		// for accurate comparison, but only if the cap was due to userMax
		let actualD = distance;
		if (cap !== undefined && distance === cap && cap === userMax) {
			actualD = leven(target, candidate);
		}

		if (actualD < bestDist) {
			bestDist = actualD;
			best = candidate;
			if (bestDist === 0) {
				break;
			}
		}
	}

	if (userMax !== undefined && bestDist > userMax) {
		return undefined;
	}

	return best;
}

;// CONCATENATED MODULE: ./lib/artifact/name.js

const RULES = [
    { pattern: /["<>|*?:\\/]/u, problem: 'contains one of the characters " : < > | * ? \\ /' },
    { pattern: /[\p{Cc}\p{Zl}\p{Zp}]/u, problem: 'contains a control character or a line break' },
    { pattern: /\p{Cf}/u, problem: 'contains an invisible or direction-changing character' },
    { pattern: /^\.{1,2}$/u, problem: 'is a relative folder' },
    { pattern: /^\s|[\s.]$/u, problem: 'begins with a space or ends with a space or a dot' },
    { pattern: DEVICE, problem: 'is a device name on Windows' },
];
function artifactNameProblem(name) {
    if (name === '')
        return 'is empty';
    if (!name.isWellFormed())
        return 'is not valid Unicode';
    if (new TextEncoder().encode(name).length > MAX_NAME_BYTES)
        return `is longer than ${MAX_NAME_BYTES} bytes`;
    return RULES.find(rule => rule.pattern.test(name))?.problem;
}

;// CONCATENATED MODULE: ./lib/providers/earlier.js

const SETTLING_MS = 60_000;
function isSettled(statuses, before) {
    if (before === undefined)
        return false;
    return before.phase !== 'waiting' || phaseOf(statuses, before.providerStatus).phase === 'waiting';
}
function earlierHint(startedAt, status, response) {
    const startedMs = startedAt.getTime();
    const times = [status.startedAt, status.finishedAt].map(timeOf).filter(ms => !Number.isNaN(ms));
    if (times.some(ms => ms < startedMs - SETTLING_MS))
        return 'Its times are before the start, so it is the status of an earlier export.';
    if (times.length > 0 && times.every(ms => ms >= startedMs))
        return '';
    const isLate = Number(dateOf(response) ?? response.receivedAt) - startedMs >= SETTLING_MS;
    return isLate ? '' : 'It may be the status of an earlier export.';
}
function timeOf(text) {
    return /(Z|[+-]\d\d:?\d\d)$/i.test(text) ? Date.parse(text) : Number.NaN;
}

;// CONCATENATED MODULE: ./lib/providers/parts.js

const OPEN = /^(pending|processing|queued|running|inprogress)$/;
const FAILED = /^(fail|error|partial|completedwith(err|fail))|^(unsuccessful|rejected|denied|incomplete|truncated|missing|unavailable|expired|timed?out|cancell?ed|aborted|stopped|interrupted|terminated|killed)$/;
function partsStatus({ each, name, status, error, counts }, response, exportPhase) {
    const items = valuesAt(each, response).filter(json => json !== undefined);
    const parts = items.map(json => {
        const own = textAt(status, { json });
        return {
            label: textAt(name, { json }),
            status: own,
            plain: own.toLowerCase().replaceAll(/[\s_-]/g, ''),
            problem: problemsAt([error], { json }).join(''),
            counts: counts.map(count => numberAt(count, { json })),
        };
    });
    const failed = parts.filter(({ problem, plain }) => problem !== '' || FAILED.test(plain));
    const open = parts.filter(({ plain }) => OPEN.test(plain)).length;
    const hasSucceeded = exportPhase === 'succeeded' && parts.length > 0;
    const empty = hasSucceeded && parts.every(part => part.counts.every(count => count === 0));
    const rows = parts.map(({ counts: [own] }) => own);
    const rowCount = rows.reduce((sum, own = 0) => sum + own, 0);
    const isCounted = rows.length > 0 && !rows.includes(undefined) && (rowCount > 0 || empty || !hasSucceeded);
    return {
        failedParts: failed.map(part => [part.label, part.problem || part.status].filter(Boolean).join(': ')),
        doubt: hasSucceeded && open > 0
            ? `The export is completed, but ${open} of its ${parts.length} sections are not.`
            : '',
        empty,
        rowCount: isCounted ? rowCount : undefined,
    };
}

;// CONCATENATED MODULE: ./lib/providers/template.js

const PLACEHOLDER = /\{([\w-]+)\}/g;
function placeholdersIn(json) {
    return textsIn(json).flatMap(text => [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name));
}
function textsIn(json) {
    if (typeof json === 'string')
        return [json];
    return typeof json === 'object' && json !== null ? Object.values(json).flatMap(textsIn) : [];
}
function expandUrl(template, values) {
    return expand(template, values, value => {
        if (value === '.' || value === '..')
            throw malformed(`"${value}" cannot be a part of a URL.`);
        return encodeURIComponent(value.toWellFormed());
    });
}
function expandName(template, values) {
    return expand(template, values, value => value.replaceAll(/[/\\]/g, '-'));
}
function expandText(template, values) {
    return expand(template, values, value => value);
}
function expandBody(body, values) {
    return body === undefined ? undefined : mapTexts(body, text => expandText(text, values));
}
function mapTexts(json, change, field = '') {
    if (typeof json === 'string')
        return change(json, field);
    if (isList(json))
        return json.map(item => mapTexts(item, change, field));
    if (typeof json !== 'object' || json === null)
        return json;
    return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, mapTexts(value, change, name)]));
}
function isList(json) {
    return Array.isArray(json);
}
function expand(template, values, encode) {
    return template.replaceAll(PLACEHOLDER, (_, name) => {
        const value = Object.hasOwn(values, name) ? values[name] : undefined;
        if (value === undefined)
            throw malformed(`There is no value for {${name}}.`);
        return encode(value);
    });
}

;// CONCATENATED MODULE: ./lib/providers/urls.js

const MAX_LINK_CHARS = 8192;
function urls_link(text, apiUrl) {
    if (text.length > MAX_LINK_CHARS)
        throw malformed(`The response contains a file link of more than ${MAX_LINK_CHARS} characters.`);
    const url = URL.canParse(text, apiUrl) ? new URL(text, apiUrl) : undefined;
    if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
        throw malformed('The response contains a file link that is not an http or https address.');
    return url.href;
}
function isLoopback(hostname) {
    return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
function isLinkLocal(hostname) {
    return /^(169\.254(\.\d{1,3}){2}$|\[fe[89ab][\da-f]:|\[::ffff:a9fe:)/.test(hostname);
}

;// CONCATENATED MODULE: ./lib/providers/definition.js








function fromDefinition(definition) {
    const { start, poll, download, ...provider } = definition;
    if (poll.word === 'http' && download.from)
        throw new Error('`from` cannot be used with `word: http`.');
    const statuses = statusNames(poll);
    return {
        ...provider,
        statuses,
        ...(start && { isNamedByResource: !start.id, start: startExchange(definition, start) }),
        ...(start?.isAdoptable && { find: place => findExport(definition, place) }),
        *status(job, before) {
            const json = expandBody(poll.json, definition_valuesOf(job));
            let response = yield requestOf(definition, 'poll', { ...poll, json }, job);
            let status = definition_statusOf(definition, response, job, before);
            const links = download.each ?? download.url;
            const hasLinks = isLocator(links) && valuesAt(links, response).some(isPresent);
            if (status.phase === 'succeeded' && download.from && !hasLinks) {
                response = yield requestOf(definition, 'download.from', download.from, job);
                if (textAt(poll.word, response) !== '')
                    status = definition_statusOf(definition, response, job, before);
            }
            if (status.phase !== 'succeeded')
                return status;
            const files = filesOf(definition, response, job, status);
            const warnings = files.length === 0 ? [] : warningsAbout(definition, response);
            return { ...status, files, empty: status.empty || files.length === 0, warnings };
        },
        classify(response, request) {
            if (request.verdicts?.includes(response.status))
                return 'verdict';
            if (request.starts)
                return start && hasStarted(definition, start, response) ? 'verdict' : undefined;
            return poll.word === 'http' ? meaningOf(response, statuses) : undefined;
        },
    };
}
function meaningOf({ status, text = '' }, statuses) {
    const { phase, known } = phaseOf(statuses, httpStatus(status));
    if (!known)
        return undefined;
    if (phase === 'waiting')
        return 'pending';
    return status < 300 && text.trim() !== '' ? undefined : 'verdict';
}
function* findExport(definition, place) {
    const { poll, start } = definition;
    const verdicts = start?.adoptsFirst ? [404] : [];
    const response = yield { ...requestOf(definition, 'poll', poll, place), verdicts };
    const exists = response.status !== 404 && start?.isAdoptable?.(textAt(poll.word, response));
    return exists ? { exportId: place.exportId ?? '', startedAt: dateOf(response), isAdopted: true } : undefined;
}
function startExchange(definition, start) {
    return function* (place, request) {
        const existing = start.adoptsFirst && (yield* findExport(definition, place));
        if (existing)
            return existing;
        const response = yield startRequest(definition, start, place, request);
        const { running } = start;
        const isAdopted = running !== undefined && response.status === running.http;
        const locator = isAdopted ? running.id : start.id;
        const exportId = locator ? idAt(locator, response, definition.inputs.exportId) : place.exportId;
        if (exportId)
            return { exportId, startedAt: dateOf(response), isAdopted, isUnseen: isAdopted && !running.id };
        throw malformed(noId(definition, start.id, response));
    };
}
function noId(definition, locator, response) {
    const [value] = locator ? valuesAt(locator, response) : [];
    const isThere = value !== undefined || pathsIn(response.json).some(path => path === locator);
    if (!isThere)
        return `The response has no ID of the export at ${locator}. ${hintAbout(definition, 'start.id', response) ?? ''}`.trim();
    const isExact = typeof value !== 'number' || Number.isSafeInteger(value);
    const expected = isExact
        ? definition.inputs.exportId.expected
        : 'a text or a whole number up to 9007199254740991';
    return `The value at ${locator} cannot be used as an ID, because it is not ${expected}.`;
}
function startRequest(definition, start, place, request) {
    const { requestIn, body = (given) => given } = start;
    const query = request && requestIn === 'query' ? `?${new URLSearchParams(request)}` : '';
    const json = request && query === '' ? body(request) : expandBody(start.json, definition_valuesOf(place));
    const template = { method: 'POST', ...start, url: `${start.url}${query}`, json };
    return { ...requestOf(definition, 'start', template, place), starts: true };
}
function hintAbout({ isByUser }, key, { json }) {
    return isByUser && `Check ${key} in the definition${pathsFound(json)}.`;
}
function pathsFound(json) {
    const paths = pathsIn(json);
    return paths.length === 0 ? '' : `: the response has ${paths.join(', ')}`;
}
function hasStarted({ inputs }, { id, running }, response) {
    if (response.status === running?.http)
        return running.id === undefined || idAt(running.id, response, inputs.exportId) !== '';
    const hasNoBody = response.json === undefined && !response.text?.trim();
    return response.status >= 200 && response.status <= 299 && hasNoBody && !id?.startsWith('.');
}
function statusNames({ word, words }) {
    return {
        waiting: definition_named(word, words.waiting),
        succeeded: definition_named(word, [...words.succeeded, ...(words.empty ?? [])]),
        failed: definition_named(word, words.failed),
        cancelled: definition_named(word, words.cancelled),
    };
}
function definition_named(word, statuses = []) {
    return word === 'http' ? statuses.map(httpStatus) : statuses;
}
function requestOf(definition, section, { method = 'GET', url, json, form }, place) {
    const { 'content-type': jsonType = 'application/json', ...headers } = definition.headers ?? {};
    const request = {
        ...get(urlOf(definition, url, place), headers),
        method,
        ...(definition.isByUser && { section }),
    };
    const withBody = (type, body) => ({
        ...request,
        headers: { ...request.headers, 'content-type': type },
        body,
    });
    if (json !== undefined)
        return withBody(jsonType, JSON.stringify(json));
    if (!form)
        return request;
    const fields = Object.entries(form).map(([name, text]) => [
        name,
        expandText(text, definition_valuesOf(place)),
    ]);
    return withBody('application/x-www-form-urlencoded', new URLSearchParams(fields).toString());
}
function definition_statusOf(definition, response, job, before) {
    const { poll, download, supplement } = definition;
    const providerStatus = requiredTextAt(poll.word, response, () => hintAbout(definition, 'poll.word', response));
    requireSameJob(poll, response, job);
    const reasons = [...new Set(problemsAt(poll.reason, response))];
    const statuses = statusNames(poll);
    const status = jobStatus(statuses, {
        providerStatus,
        progress: numberAt(poll.progress, response),
        reason: reasons.map((text, at) => (at < reasons.length - 1 ? sentence(text) : text)).join(' '),
        requestId: textAt(poll.requestId, response),
        empty: isOneOf(definition_named(poll.word, poll.words.empty), providerStatus),
        failedParts: problemsAt(poll.partial, response),
        rowCount: numberAt(poll.rowCount, response),
        startedAt: textAt(poll.startedAt, response),
        finishedAt: textAt(poll.finishedAt, response),
        expiresAt: textAt(poll.expiresAt, response),
        details: detailsOf(response.json, fieldsOf(download.each ?? download.url)),
    });
    const parts = poll.parts && partsStatus(poll.parts, response, status.phase);
    const whole = { ...status, ...parts, ...supplement?.(status, response, job, before) };
    if (definition.start?.id !== undefined || isSettled(statuses, before))
        return whole;
    return { ...whole, ...unsettled(whole, response, job) };
}
function unsettled(status, response, { startedAt }) {
    if (status.phase === 'waiting' || !startedAt)
        return {};
    const hint = earlierHint(startedAt, status, response);
    return hint === '' ? {} : { phase: 'waiting', hint };
}
function requireSameJob({ id: locator, idForms }, response, job) {
    const number = /^\d+$/.test(job.exportId) ? numberAt(locator, response) : undefined;
    const id = textAt(locator, response) || (Number.isSafeInteger(number) ? `${number}` : '');
    const isOtherForm = idForms === 'several' && id.length !== job.exportId.length;
    if (id !== '' && !isOtherForm && compared(id) !== compared(job.exportId))
        throw malformed(`The response is about another job, ${id}, instead of ${job.exportId}.`);
}
function compared(id) {
    return id.replace(/^0+(?=\d)/, '').toLowerCase();
}
const definition_MAX_FILES = 20_000;
function filesOf(definition, source, job, status) {
    const { each, url } = definition.download;
    if (status.empty && !isLocator(url))
        return [];
    const listed = (locator, from, isUsable) => {
        const values = valuesAt(locator, from);
        if (values.every(isUsable))
            return values;
        if (status.empty)
            return [];
        throw unlisted(definition, status, { locator, values, isPart: values.some(isUsable) }, source);
    };
    const isItem = (value) => isPresent(value) && !isWholeList(each, value);
    const items = each ? listed(each, source, isItem).map(json => ({ ...source, json })) : [source];
    const files = items.flatMap(item => {
        const urls = isLocator(url)
            ? listed(url, item, isText).map(text => urls_link(text, job.apiUrl))
            : [urlOf(definition, url, job, item)];
        return urls.map(address => remoteFile(definition, address, item, job));
    });
    const { providerStatus, rowCount = 0 } = status;
    if (files.length === 0 && rowCount > 0)
        throw malformed(`The export is ${providerStatus} with ${rowCount} rows, but the response lists no files.`, definition.isByUser && `Check download.${each ? 'each' : 'url'} and poll.row-count in the definition.`);
    if (files.length > definition_MAX_FILES)
        throw new ExportError('protocol', `The export lists ${files.length} files; at most ${definition_MAX_FILES} are supported.`, { hint: 'Split the export into smaller ones.' });
    return files;
}
function isWholeList(locator, value) {
    return Array.isArray(value) && locator?.endsWith('[]') === false;
}
function unlisted(definition, { providerStatus }, found, source) {
    const { each } = definition.download;
    const { locator, values, isPart } = found;
    const key = locator === each ? 'download.each' : 'download.url';
    const path = each && locator !== each ? `${each}${locator}` : locator;
    const isWhole = values.some(value => isWholeList(locator, value));
    const missing = isPart
        ? `an item of ${path} is not a ${locator === each ? 'file' : 'link'}`
        : `the response has no ${path.replace(/^\./, '')}`;
    const problem = isWhole ? `the value at ${path} is a list` : missing;
    const hint = isWhole && definition.isByUser ? `Write ${key}: '${locator}[]' in the definition.` : undefined;
    return malformed(`The export is ${providerStatus}, but ${problem}.`, hint ?? hintAbout(definition, key, source));
}
function warningsAbout({ isByUser, download }, response) {
    if (!isByUser)
        return [];
    const { each, name, size } = download;
    const items = each ? valuesAt(each, response).map(json => ({ ...response, json })) : [response];
    const isSized = (item) => !size || numberAt(size, item) !== undefined;
    const isNamed = (item) => typeof name !== 'string' || !isLocator(name) || textAt(name, item) !== '';
    const vain = (key, what, locator) => `${key} finds no ${what} at ${each ?? ''}${locator}${pathsFound(response.json)}.`;
    return [
        ...(items.every(isSized) ? [] : [vain('download.size', 'number', size)]),
        ...(items.every(isNamed) ? [] : [vain('download.name', 'text', name)]),
    ];
}
function remoteFile({ id, isByUser, download }, url, item, job) {
    const { auth, headers, name = '', stem = `${id.replaceAll('/', '-')}-{id}`, format } = download;
    const values = definition_valuesOf(job, item);
    const givenName = typeof name === 'function' ? name(item) : definition_nameOf(name, item, values);
    const size = numberAt(download.size, item) ?? 0;
    const isOwn = new URL(url).origin === new URL(job.apiUrl).origin;
    return {
        url,
        credential: auth === 'api' && isOwn ? 'session' : 'none',
        ...headers,
        stem: expandName(stem, values),
        format: typeof format === 'function' ? format(item) : format,
        ...(givenName !== '' && { name: givenName }),
        ...(isByUser && { section: 'download' }),
        ...(isByUser && isOwn && { hint: 'If the API requires the credential, set download.auth: api.' }),
        ...(size > 0 && Number.isSafeInteger(size) && { size }),
    };
}
function definition_nameOf(name, item, values) {
    return isLocator(name) ? textAt(name, item) : expandName(name, values);
}
function urlOf({ basePath }, template, place, item) {
    const base = typeof basePath === 'function' ? basePath(place) : (basePath ?? '');
    return `${place.apiUrl}${expandUrl(`${base}${template}`, definition_valuesOf(place, item))}`;
}
const MAX_ITEM_CHARS = 256;
function definition_valuesOf({ ids, apiVersion, exportId }, { json: item } = { json: undefined }) {
    const hasItem = typeof item === 'number' || (isText(item) && item.length <= MAX_ITEM_CHARS);
    return {
        ...ids,
        ...(apiVersion !== '' && { 'api-version': apiVersion }),
        ...(exportId !== undefined && { id: exportId }),
        ...(hasItem && { item: `${item}` }),
    };
}
function isPresent(value) {
    return value !== undefined;
}
function isText(value) {
    return typeof value === 'string' && value !== '';
}

;// CONCATENATED MODULE: ./lib/providers/keys.js



const keys_isText = (json) => typeof json === 'string' && json.trim() !== '';
function keys_text(expected, isValid = () => true) {
    return { expected, read: json => (keys_isText(json) && isValid(json) ? json : undefined) };
}
function choice(...names) {
    return keys_text(`one of ${names.map(name => `\`${name}\``).join(', ')}`, value => names.includes(value));
}
function list(expected, itemOf) {
    return {
        expected,
        read(json) {
            const items = [json].flat().map(itemOf);
            return items.length > 0 && !items.includes(undefined) ? items : undefined;
        },
    };
}
const RESERVED = /^(host|connection|keep-alive|content-length|transfer-encoding|te|trailer|upgrade|expect|proxy-.*)$/;
const OF_CREDENTIAL = /^(authorization|cookie)$/;
function headers(expected, credential) {
    return {
        expected,
        read(json, path, problems) {
            if (!isObject(json))
                return undefined;
            const count = problems.length;
            const fields = Object.entries(json).map(([name, value]) => {
                const isName = /^[a-z\d][a-z\d_-]{0,99}$/i.test(name);
                const key = `${path}.${name}`;
                const field = name.toLowerCase();
                if (!isName)
                    problems.push(`${path} has an invalid header name`);
                else if (RESERVED.test(field))
                    problems.push(`${key} is not allowed`);
                else if (credential === 'refused' && OF_CREDENTIAL.test(field))
                    problems.push(`${key} is not allowed. Put it into auth, for example auth: { ${field}: 'Token {token}' }`);
                else if (typeof value !== 'string' || !/^[\x20-\x7e]+$/.test(value))
                    problems.push(`${key} must be one line of ASCII text: put it in quotes`);
                return [field, value];
            });
            const read = Object.fromEntries(fields);
            if (Object.keys(read).length < fields.length)
                problems.push(`${path} has the same header twice`);
            return problems.length === count ? read : undefined;
        },
    };
}
const CREDENTIAL_HEADERS = headers('a mapping of header names to texts', 'allowed');
function auth(...names) {
    const words = choice(...names);
    return {
        expected: `${words.expected}, or a mapping of header names to texts such as \`'Key {token}'\``,
        read: (json, path, problems) => (isObject(json) ? CREDENTIAL_HEADERS : words).read(json, path, problems),
    };
}
const HEADER = /^header\.[A-Za-z\d][A-Za-z\d_-]*$/;
const keys_isLocator = (json) => keys_isText(json) && (isPath(json) || HEADER.test(json));
const isUrl = (value) => /^\/[^\s\\#]*$/.test(value);
const LOCATOR = keys_text('a locator, such as `.job.status` or `header.location`', keys_isLocator);
const LOCATORS = list('a locator, such as `.error.message`, or a list of locators', json => keys_isLocator(json) ? json : undefined);
const URL_BELOW_API = keys_text('a path below `api` that begins with `/`, such as `/exports/{id}`', isUrl);
const MEDIA_TYPE = /^[\w.+*-]+\/[\w.+*-]+([;, ][\x20-\x7e]*)?$/;
const METHOD = choice('GET', 'POST');
const JSON_BODY = { expected: 'JSON', read: json => json };
const FORM_BODY = {
    expected: 'a mapping of field names to texts; put numbers in quotes',
    read: json => isObject(json) && Object.values(json).every(value => typeof value === 'string') ? json : undefined,
};
const STATUSES = list('a list of statuses, with `true`, `false` and `null` in quotes', json => {
    const status = Number.isInteger(json) ? String(json) : json;
    return keys_isText(status) && /[\p{L}\d]/u.test(status) ? status : undefined;
});
function address(value) {
    const url = URL.parse(value);
    if (url?.username !== '' || url.password !== '' || /[\s\\#]/.test(value) || isLinkLocal(url.hostname))
        return undefined;
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)) ? url : undefined;
}
const KEYS = {
    api: {
        form: keys_text('an https origin with an optional path, such as https://api.example.com/v2, and not link-local', value => {
            const url = address(value);
            return url !== undefined && url.search === '';
        }),
        required: true,
        names: 'none',
        meaning: 'Origin of the API, with the path that all its URLs begin with. The only origin that gets the credential, besides that of `login.url`.',
    },
    headers: {
        form: headers('a mapping of header names to texts', 'refused'),
        names: 'none',
        meaning: 'Headers of every request to the API but the login. `content-type` replaces `application/json`, for APIs that need `application/vnd.api+json`, and is sent only with a body. No secrets.',
    },
    auth: {
        form: auth('bearer', 'basic', 'none'),
        names: 'credentials',
        meaning: 'How the credential is sent to `api`; `bearer` by default. `basic` needs the inputs `username` and `password`. `{token}` is the token that the login returned; without `login`, it is the input `token`.',
    },
    'login.url': {
        form: keys_text('an https URL that is not link-local, or a path below `api`', value => isUrl(value) || address(value) !== undefined),
        required: true,
        names: 'none',
        meaning: 'Where a POST exchanges the credentials for a token. It may be on another host than `api`; the first line of the log names both.',
    },
    'login.auth': {
        form: auth('basic', 'none'),
        names: 'credentials',
        meaning: 'Credentials in headers of the login; `none` by default. `basic` needs the inputs `username` and `password`: pass the client ID and the client secret as these.',
    },
    'login.json': { form: JSON_BODY, names: 'credentials', meaning: 'The body of the login.' },
    'login.form': { form: FORM_BODY, names: 'credentials', meaning: 'The body of the login as a form.' },
    'login.token': { form: LOCATOR, required: true, meaning: 'The token in the response.' },
    'login.expires-in': {
        form: LOCATOR,
        meaning: 'The lifetime of the token in seconds. The token is renewed before it expires. In any case, it is renewed once after a 401.',
    },
    'start.method': { form: METHOD, meaning: '`POST` by default.' },
    'start.url': {
        form: keys_text('a path below `api` that begins with `/`, such as `/exports`', isUrl),
        required: true,
        names: 'start',
        meaning: 'The request that starts an export, for `start: true`.',
    },
    'start.json': {
        form: JSON_BODY,
        names: 'start',
        meaning: 'Its body. The input `request` replaces it as a whole.',
    },
    'start.form': { form: FORM_BODY, names: 'start', meaning: 'Its body as a form.' },
    'start.id': {
        form: LOCATOR,
        meaning: 'The ID of the new export in the response. A link counts by its last path segment. Leave it out if the API has no ID for exports, only for what they belong to: then `export-id` is that ID, also with `start: true`. See [exports without an ID](#exports-without-an-id).',
    },
    'start.running.http': {
        form: {
            expected: 'an HTTP status from 400 to 499',
            read: json => (Number.isInteger(json) && Number(json) >= 400 && Number(json) <= 499 ? json : undefined),
        },
        required: true,
        meaning: 'The status of a response that names an export that is running already, often `409`. The action waits for that one.',
    },
    'start.running.id': {
        form: LOCATOR,
        required: true,
        meaning: 'The ID of the running export in that response.',
    },
    'poll.method': { form: METHOD, meaning: '`GET` by default.' },
    'poll.url': {
        form: URL_BELOW_API,
        required: true,
        names: 'poll',
        meaning: 'The request for the status of the export `{id}`.',
    },
    'poll.json': { form: JSON_BODY, names: 'poll', meaning: 'Its body.' },
    'poll.form': { form: FORM_BODY, names: 'poll', meaning: 'Its body as a form.' },
    'poll.word': {
        form: keys_text('a locator, such as `.status`, or `http`', value => value === 'http' || keys_isLocator(value)),
        required: true,
        meaning: 'The status, a text. `http`: the HTTP status of the response says it; statuses that `words` does not list keep their usual meaning.',
    },
    'poll.words.waiting': {
        form: STATUSES,
        meaning: 'The export is not done. So is an export with a status in no list, with a warning.',
    },
    'poll.words.succeeded': {
        form: STATUSES,
        required: true,
        meaning: 'The export has succeeded, and its files are ready.',
    },
    'poll.words.failed': { form: STATUSES, meaning: 'The export has failed, or is gone, such as `expired`.' },
    'poll.words.cancelled': { form: STATUSES, meaning: 'The export was cancelled.' },
    'poll.words.empty': { form: STATUSES, meaning: 'The export has succeeded without files; see `if-empty`.' },
    'poll.progress': { form: LOCATOR, meaning: 'A number from 0 to 100.' },
    'poll.reason': {
        form: LOCATORS,
        meaning: 'Why the export failed. Several texts are joined. The errors of a response without a status, such as `errors` of GraphQL, are shown in any case.',
    },
    'poll.partial': {
        form: LOCATORS,
        meaning: 'Parts that failed. Each value is one, except `0`, `false` and empty values. In a list (`[]`), an item `0` counts. See `if-partial`.',
    },
    'poll.started-at': { form: LOCATOR, meaning: 'When the job started, in ISO 8601.' },
    'poll.finished-at': { form: LOCATOR, meaning: 'When the job ended, in ISO 8601.' },
    'poll.expires-at': { form: LOCATOR, meaning: 'When the files are deleted, in ISO 8601.' },
    'poll.row-count': {
        form: LOCATOR,
        meaning: 'The number of rows. If it is above 0, a success without files is not an empty export.',
    },
    'poll.request-id': { form: LOCATOR, meaning: 'What the support of the service asks for.' },
    'download.from.url': {
        form: URL_BELOW_API,
        required: true,
        names: 'poll',
        meaning: 'One more request after a success; its response has the links in place of that to the poll. Not with `word: http`.',
    },
    'download.each': {
        form: keys_text('a path to the items of a list, such as `.files[]`', isPath),
        meaning: 'A list with one item per file. `url`, `name` and `size` then start at the item, and `{item}` is an item that is a text or a number.',
    },
    'download.url': {
        form: keys_text('a locator of a link or of links, such as `.download_url`, or a path below `api`', value => isUrl(value) || keys_isLocator(value)),
        required: true,
        names: 'file',
        meaning: 'Where the file is. `.urls[]` is one file per link.',
    },
    'download.auth': {
        form: choice('none', 'api'),
        meaning: '`api` sends the credential with downloads from the origin of `api`, and drops it after a redirect to another one. `none` by default.',
    },
    'download.headers.accept': {
        form: keys_text('a media type, such as application/zip', value => MEDIA_TYPE.test(value)),
        names: 'none',
        meaning: '`*/*` by default.',
    },
    'download.name': {
        form: keys_text('a name with its extension, or a locator', value => !/^(\.|header\.)/.test(value) || keys_isLocator(value)),
        names: 'file',
        meaning: 'The name of the file. Without it, the name from the response to the download, or one that is made from the ID. The name in the link is not used.',
    },
    'download.size': {
        form: LOCATOR,
        meaning: 'The exact size in bytes, which is verified. Anything other than a positive integer counts as unknown.',
    },
    'download.format': {
        form: choice('csv', 'json', 'zip', 'gzip', 'any'),
        meaning: 'What the file must be. A `.tar.gz` or `.json.gz` is `gzip`; it is saved as it comes, not unpacked. `any`, the default, is any content but an error, a status, a web page or nothing at all, unless it has the size in `download.size`.',
    },
};
const SECTIONS = new Set(Object.keys(KEYS).flatMap(path => path.split('.').map((_, at, parts) => parts.slice(0, at).join('.'))));
function readKeys(json, problems, section = '') {
    const prefix = section === '' ? '' : `${section}.`;
    const fields = Object.entries(json).map(([name, value]) => {
        const path = `${prefix}${name}`;
        return [
            name.replaceAll(/-([a-z])/g, (_, letter) => letter.toUpperCase()),
            readValue(path, value, problems),
        ];
    });
    for (const [path, { required, form }] of Object.entries(KEYS)) {
        const rest = path.startsWith(prefix) ? path.slice(prefix.length) : '';
        const [name = '', ...inner] = rest.split('.');
        const isHere = inner.length === 0 || /^(poll|download\.url)/.test(path);
        if (required && rest !== '' && isHere && !Object.hasOwn(json, name))
            problems.push(`${path} is missing. It must be ${form.expected}`);
    }
    return Object.fromEntries(fields);
}
function readValue(path, json, problems) {
    if (Object.hasOwn(KEYS, path)) {
        const { form } = KEYS[path];
        const count = problems.length;
        const value = form.read(json, path, problems);
        if (value === undefined && problems.length === count)
            problems.push(`${path} must be ${form.expected}`);
        return value;
    }
    if (SECTIONS.has(path)) {
        if (isObject(json))
            return readKeys(json, problems, path);
        problems.push(`${path} must be a mapping with ${namesIn(path).join(', ')}`);
    }
    else {
        const unwrap = `Remove the line ${path}: and the indentation of the lines below it`;
        problems.push(`${path} is unknown. ${isWrapper(json) ? unwrap : suggestion(path)}`);
    }
    return undefined;
}
function isWrapper(json) {
    return isObject(json) && ['api', 'poll'].every(name => Object.hasOwn(json, name));
}
function namesIn(section) {
    const prefix = section === '' ? '' : `${section}.`;
    const inside = Object.keys(KEYS).filter(path => path.startsWith(prefix));
    return [...new Set(inside.map(path => path.slice(prefix.length).split('.')[0] ?? ''))];
}
function suggestion(path) {
    const section = path.slice(0, Math.max(path.lastIndexOf('.'), 0));
    const name = path.slice(section === '' ? 0 : section.length + 1);
    const names = namesIn(section);
    const near = closestMatch(name.toLowerCase(), names, {
        maxDistance: Math.max(1, Math.min(4, name.length / 2)),
    });
    const elsewhere = [...SECTIONS, ...Object.keys(KEYS)].filter(key => key.endsWith(`.${name}`));
    const meant = near === undefined ? elsewhere : [section === '' ? near : `${section}.${near}`];
    return meant.length > 0
        ? `Did you mean ${meant.join(' or ')}?`
        : `The keys ${section === '' ? 'of a definition' : `of ${section}`} are ${names.join(', ')}.`;
}
function isObject(json) {
    return typeof json === 'object' && json !== null && !Array.isArray(json);
}

;// CONCATENATED MODULE: ./lib/providers/custom.js






const CUSTOM = 'custom';
const REJECTED = 'Check the URL and the body of the request in the definition, such as start.url and start.json, and the inputs request and params.';
const CREDENTIALS = ['token', 'username', 'password', 'client-id', 'client-secret'];
const RESERVED_NAMES = [...CREDENTIALS, 'id', 'item', 'now', 'today'];
function customProvider(document, params, step = {}) {
    const problems = [];
    const read = readKeys(document, problems);
    const names = Object.keys(params);
    const { exportIds = 0 } = step;
    problems.push(...placeholderProblems(document, names), ...ruleProblems(read));
    const { start, login } = document;
    if (login !== undefined && placeholdersIn(login).length === 0)
        problems.push(`login has no credential: use ${shown(CREDENTIALS)} in login.json, login.form or login.auth`);
    if (step.isStart && start === undefined)
        problems.push('start is missing, which start: true needs. Add it, or pass export-id without start: true');
    if (step.isStart && isObject(start) && start.id === undefined && exportIds === 0)
        problems.push('start has no id. Write where the response has the ID of the new export, such as .id. If the API has no IDs for exports, pass the ID of what they belong to as export-id');
    if (problems.length === 0) {
        const { url, json = null, form = null } = read.poll;
        const isOnly = read.start?.id === undefined && exportIds <= 1;
        problems.push(...when(!isOnly && !placeholdersIn([url, json, form]).includes('id'), 'poll has no {id}. Put it into poll.url where the ID belongs, such as /exports/{id}'), ...names.flatMap(name => paramProblem(name, document, step.hasRequest)));
    }
    return problems.length > 0
        ? { problems, warnings: [] }
        : { provider: providerOf(read, params), problems, warnings: doubtsAbout(read) };
}
function paramProblem(name, document, hasRequest = false) {
    const { start, ...others } = document;
    if (placeholdersIn(others).includes(name))
        return [];
    const { json = null, form = null, ...rest } = isObject(start) ? start : {};
    if (placeholdersIn(rest).includes(name))
        return [];
    if (!placeholdersIn([json, form]).includes(name))
        return [`{${name}} is not used in the definition: remove it from params`];
    return when(hasRequest, `only the body of start has {${name}}, and request replaces it. request has no placeholders but dates: write the value there, and remove ${name} from params`);
}
function placeholderProblems(document, params) {
    const known = {
        none: [],
        credentials: CREDENTIALS,
        start: valueAt(document, 'start.id') === undefined ? [...params, 'id'] : params,
        poll: [...params, 'id'],
        file: valueAt(document, 'download.each') === undefined ? [...params, 'id'] : [...params, 'id', 'item'],
    };
    return Object.entries(KEYS).flatMap(([path, { names }]) => {
        if (names === undefined)
            return [];
        const wrong = placeholdersIn(valueAt(document, path) ?? null).find(name => !known[names].includes(name));
        return wrong === undefined ? [] : `${path} ${placeholderProblem(wrong, names, known[names])}`;
    });
}
function placeholderProblem(wrong, names, known) {
    if (names === 'none')
        return 'must not have placeholders';
    const isId = /^(export|job)[-_]?id$/i.test(wrong);
    const near = isId && known.includes('id') ? 'id' : closestMatch(wrong, known, { maxDistance: wrong.length / 2 });
    const meant = near === undefined ? '' : `. Did you mean {${near}}?`;
    if (names === 'credentials')
        return `may only have the placeholders ${shown(known)}${meant}`;
    if (CREDENTIALS.includes(wrong))
        return `has {${wrong}}, which is allowed only in auth and login`;
    const name = isId && meant === '' ? 'id' : wrong;
    const place = Object.hasOwn(PLACES, name) ? PLACES[name] : undefined;
    if (place !== undefined)
        return `has {${wrong}}, ${place}`;
    if (meant !== '')
        return `has the unknown placeholder {${wrong}}${meant}`;
    return `has {${wrong}}, but params has no ${wrong}. Add the line ${wrong}=... to params. For literal braces, write { ${wrong} } with spaces`;
}
const PLACES = {
    id: 'which is not known before the export has started',
    item: 'which is allowed only in download.url and download.name, with download.each',
    now: 'but dates are allowed only in start.json, start.form and request',
    today: 'but dates are allowed only in start.json, start.form and request',
};
function shown(names) {
    return names.map(name => `{${name}}`).join(', ');
}
function valueAt(json, path) {
    return path
        .split('.')
        .reduce((value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined), json);
}
function ruleProblems({ auth = 'bearer', login, start, poll, download }) {
    const bodies = Object.entries({
        login: { method: 'POST', ...login },
        start: { method: 'POST', ...start },
        poll: { method: 'GET', ...poll },
    });
    return [
        ...bodies.flatMap(([name, { method, json, form }]) => [
            ...when(json !== undefined && form !== undefined, `${name}.json and ${name}.form are mutually exclusive`),
            ...when(method === 'GET' && (json ?? form) !== undefined, `${name}.method must be POST, because the request has a body`),
        ]),
        ...Object.entries({ auth, 'login.auth': login?.auth ?? 'none' }).flatMap(([path, value]) => when(typeof value === 'object' && placeholdersIn(value).length === 0, `${path} has no credential: use ${shown(CREDENTIALS)}. Other headers belong in headers`)),
        ...when(login !== undefined && !placeholdersIn(headersOf(auth)).includes('token'), 'auth must have {token}, which is the token that the login returned'),
        ...when(poll?.word === 'http' && download?.from !== undefined, 'download.from cannot be used with poll.word: http'),
        ...wordProblems(poll?.word, { ...poll?.words }),
    ];
}
function when(isBroken, problem) {
    return isBroken ? [problem] : [];
}
function wordProblems(word, words) {
    const lists = Object.entries(words);
    return lists.flatMap(([name, statuses = []], at) => [
        ...when(word === 'http' && !statuses.every(status => /^[1-5]\d\d$/.test(status)), `poll.words.${name} must have HTTP statuses, because poll.word is http`),
        ...when(word === 'http' && /^(failed|cancelled)$/.test(name) && statuses.some(status => status.startsWith('2')), `poll.words.${name} must not have a status from 200 to 299`),
        ...lists
            .slice(0, at)
            .flatMap(([other, others = []]) => when(hasAny(statuses, others) || hasAny(others, statuses), `poll.words.${name} and poll.words.${other} have a status in common. Case, spaces, _ and - do not matter`)),
    ]);
}
function hasAny(statuses, others) {
    return others.some(other => isOneOf(statuses, other.replace(/\*$/, '')));
}
function doubtsAbout({ poll, download }) {
    const { url, auth } = download;
    return [
        ...when(poll.word !== 'http' && poll.words.failed === undefined, 'poll.words has no failed. If an export fails, the step may wait for it until timeout.'),
        ...when(url.startsWith('/') && auth === undefined, 'download.url is below api, but is requested without the credential. Set download.auth to api, or to none.'),
    ];
}
function headersOf(auth) {
    if (auth === 'bearer')
        return { authorization: 'Bearer {token}' };
    if (auth === 'basic')
        return { authorization: 'Basic {username}:{password}' };
    return auth === 'none' ? {} : auth;
}
function filled(auth, values) {
    const fields = Object.entries(headersOf(auth)).map(([name, text]) => {
        const value = expandText(text, values);
        const pair = `${values.username}:${values.password}`;
        return [name, auth === 'basic' ? `Basic ${Buffer.from(pair).toString('base64')}` : value];
    });
    return Object.fromEntries(fields);
}
function providerOf({ api, headers, auth = 'bearer', login, start, poll, download }, params) {
    const { origin, host, pathname } = new URL(api);
    const basePath = pathname.slice(0, pathname.endsWith('/') ? -1 : undefined);
    const loginUrl = login && new URL(login.url.startsWith('/') ? `${origin}${basePath}${login.url}` : login.url);
    return fromDefinition({
        id: CUSTOM,
        title: `${host} export`,
        inputs: {
            exportId: {
                pattern: /^(?!\.{1,2}$)[\w.~@+=-]{1,256}$/,
                expected: 'the ID of an export: letters, digits and . _ ~ @ + = -',
                example: 'a1b2c3d4',
            },
            apiUrl: { default: origin },
            params,
        },
        auth: [authOf(auth, login, loginUrl)],
        ...(loginUrl && { credentialOrigins: [loginUrl.origin] }),
        hints: {
            401: 'Check the credential, and auth in the definition.',
            403: 'Check what the service requires of the credential.',
            404: 'Check export-id, params and the URLs in the definition. The export may have been deleted.',
            start: { 404: REJECTED },
            ...Object.fromEntries([400, 405, 406, 415, 422].map(status => [status, REJECTED])),
            content: 'If this is the file of the export, correct download.format in the definition, or set download.size: a file with its exact size is kept, whatever it is. If it is a page or an error, check download.url and download.auth.',
            malformed: 'Check api and the URLs in the definition. If the API redirects to the file when it is done, use poll.word: http.',
        },
        basePath,
        isByUser: true,
        ...(headers && { headers }),
        ...(start && { start, request: start.method === 'GET' ? 'none' : 'optional' }),
        poll,
        supplement: ({ phase, reason }) => phase === 'failed' && reason === '' && !poll.reason
            ? { hint: 'If the response says why, add poll.reason to the definition.' }
            : {},
        download: { format: 'any', ...download },
    });
}
function authOf(auth, login, loginUrl) {
    const own = placeholdersIn(headersOf(auth)).filter(name => !(login && name === 'token'));
    const ofLogin = login
        ? placeholdersIn([headersOf(login.auth ?? 'none'), login.json ?? null, login.form ?? null])
        : [];
    const inputs = [...new Set([...own, ...ofLogin])];
    return {
        inputs,
        meaning: 'a token',
        use(...given) {
            const values = Object.fromEntries(inputs.map((name, index) => [name, given[index] ?? '']));
            if (!login || !loginUrl)
                return { kind: 'headers', headers: [filled(auth, values)] };
            return loginOf(auth, login, loginUrl, values);
        },
    };
}
function loginOf(auth, login, url, credentials) {
    const { json, form, token, expiresIn } = login;
    return {
        kind: 'login',
        inputs: Object.keys(credentials).join(' and '),
        *logIn(place) {
            const headers = filled(login.auth ?? 'none', credentials);
            const template = {
                method: 'POST',
                url: `${url.pathname}${url.search}`,
                json: expandBody(json, credentials),
                ...(form && { form }),
            };
            const at = { ...place, apiUrl: url.origin, ids: credentials };
            const response = yield {
                ...requestOf({ headers, isByUser: true }, 'login', template, at),
                credential: 'none',
            };
            const seconds = numberAt(expiresIn, response);
            return {
                accessToken: requiredTextAt(token, response, () => 'Check login.token in the definition.'),
                expiresInMs: seconds && seconds * 1000,
            };
        },
        attach: accessToken => filled(auth, { ...credentials, token: accessToken }),
    };
}

;// CONCATENATED MODULE: ./lib/inputs/dates.js

const dates_PLACEHOLDER = /\{(?:now|(?:today|days-ago:(\d{1,5}))(\|date)?)\}/g;
function replaceDates(json, now, dateFields = []) {
    return mapTexts(json, (text, field) => text.replaceAll(dates_PLACEHOLDER, (placeholder, days, date) => {
        const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - Number(days ?? 0));
        const time = (placeholder === '{now}' ? now : new Date(midnight)).toISOString();
        const isDate = date !== undefined || dateFields.includes(field);
        return isDate ? time.slice(0, 10) : `${time.slice(0, 19)}Z`;
    }));
}
const NEARLY = /\{(?:(now|today|yesterday)(?:[-:|+][^{}/]*)?|days?[-_ ]?ago(?:[-:|+ ][^{}/]*)?)\}/gi;
const MEANT = { now: '{now}', today: '{today}', yesterday: '{days-ago:1}' };
function dateProblem(json, names = []) {
    const first = textsIn(json)
        .flatMap(text => [...text.matchAll(NEARLY)])
        .find(([placeholder]) => !names.includes(placeholder.slice(1, -1)));
    if (!first)
        return '';
    const meant = MEANT[first[1]?.toLowerCase() ?? ''] ?? '{days-ago:7}';
    return `has braces that are nearly a date. Did you mean ${meant}? For literal braces, write spaces inside them`;
}

;// CONCATENATED MODULE: ./lib/inputs/document.js

const document_MAX_BYTES = 64 * 1024;
const OPTIONS = {
    schema: 'core',
    version: '1.2',
    uniqueKeys: true,
    stringKeys: true,
    merge: false,
    logLevel: 'error',
};
const MISTAKES = {
    BAD_DQ_ESCAPE: 'use single quotes for a text with a backslash',
    BAD_INDENT: 'it is indented differently from the lines before it, or one of them has an open bracket or brace',
    BAD_SCALAR_START: 'put a text in quotes that begins with a special character',
    BLOCK_AS_IMPLICIT_KEY: 'the next line is indented too far, or a text with a colon needs quotes',
    DUPLICATE_KEY: 'the same key is there twice. Check the indentation too',
    MISSING_CHAR: 'a quote, a bracket, a brace, a comma or a colon is missing',
    MULTILINE_IMPLICIT_KEY: 'a key has no value. Write a space after its colon',
    MULTIPLE_DOCS: 'remove the second document that begins with ---',
    NON_STRING_KEY: 'a key must be a text',
    RESOURCE_EXHAUSTION: 'it is nested too deep',
    TAB_AS_INDENT: 'it begins with a tab. Use spaces',
    TAG_RESOLVE_FAILED: 'remove the tag, which begins with !',
    UNEXPECTED_TOKEN: 'a value is followed by something else. Put texts with braces or brackets in quotes',
};
function oddCharacterIn(text) {
    const found = /[\u00a0\u2007\u202f]|(?<=[\s:,[{])[‘’‚“”„]/.exec(text);
    if (!found)
        return '';
    const [character] = found;
    const line = text.slice(0, found.index).split('\n').length;
    return /\s/.test(character)
        ? `line ${line} has a no-break space: replace it with a normal space`
        : `line ${line} has the quotation mark ${character}: replace it with ' or "`;
}
function readDocument(inputs, name, { yaml }) {
    if (!inputs.has(name))
        return undefined;
    const text = inputs.get(name);
    const reject = (problem) => {
        inputs.problems.push([`${name} ${problem}`, oddCharacterIn(text)].filter(Boolean).join('; '));
        return undefined;
    };
    if (Buffer.byteLength(text) > document_MAX_BYTES)
        return reject('is longer than 64 KiB');
    try {
        const document = yaml.parseDocument(text, OPTIONS);
        const [error] = [...document.errors, ...document.warnings];
        if (error) {
            const line = error.linePos ? `, line ${error.linePos[0].line}` : '';
            const mistake = MISTAKES[error.code] ?? error.code.toLowerCase().replaceAll('_', ' ');
            return reject(`is not valid YAML or JSON${line}: ${mistake}`);
        }
        if (document.directives?.yaml.explicit)
            return reject('must not have a %YAML directive');
        const json = document.toJS({ maxAliasCount: 0 });
        const problem = problemOf(json);
        if (problem !== '')
            return reject(problem);
        const line = unquotedLine(document, text, yaml);
        if (line !== undefined)
            return reject(`has braces without quotes in line ${line}, which YAML reads as a mapping. Put the text in quotes, such as '{id}'`);
        if (isObject(json))
            return json;
        return reject(typeof json === 'string'
            ? 'must be a mapping of keys to values: the YAML itself, not the path of a file'
            : 'must be a mapping of keys to values');
    }
    catch {
        return reject('must not use YAML aliases');
    }
}
function unquotedLine(document, text, { visit }) {
    let at;
    visit(document, {
        Map: (_, { flow, items, range }) => {
            if (flow && items.some(({ value }) => value === null))
                at ??= range?.[0];
        },
    });
    return at === undefined ? undefined : text.slice(0, at).split('\n').length;
}
function problemOf(value) {
    if (typeof value === 'number' &&
        !(Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value)))
        return 'has a number that JSON cannot represent exactly: put it in quotes';
    if (typeof value !== 'object' || value === null)
        return '';
    if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype)
        return 'must not use YAML tags';
    return (Object.values(value)
        .map(problemOf)
        .find(problem => problem !== '') ?? '');
}

;// CONCATENATED MODULE: ./lib/inputs/definition.js




function readDefinition(inputs, documents) {
    const params = readParams(inputs);
    if (!inputs.has('definition'))
        inputs.problems.push(`definition is required with provider: ${CUSTOM}`);
    const document = documents && readDocument(inputs, 'definition', documents);
    if (!document)
        return undefined;
    const dated = withDates(document, documents.now);
    const { provider, problems, warnings } = customProvider(dated, params, {
        isStart: inputs.flag('start'),
        exportIds: inputs.lines('export-id').length,
        hasRequest: inputs.has('request'),
    });
    const date = dateProblem(bodyOf(dated), Object.keys(params));
    const wrong = [...problems, ...(date === '' ? [] : [`the body of start ${date}`])];
    const odd = wrong.length > 0 ? oddCharacterIn(inputs.get('definition')) : '';
    inputs.problems.push(...[...wrong, odd].filter(Boolean).map(problem => `definition: ${problem}`));
    inputs.warnings.push(...warnings.map(warning => `definition: ${warning}`));
    return provider;
}
function withDates(document, now) {
    const { start } = document;
    if (!isObject(start))
        return document;
    return { ...document, start: { ...start, ...replaceDates(bodyOf(document), now) } };
}
function bodyOf({ start }) {
    const { json, form } = isObject(start) ? start : {};
    return { ...(json !== undefined && { json }), ...(form !== undefined && { form }) };
}
function readParams(inputs) {
    const params = new Map();
    for (const line of inputs.lines('params')) {
        const end = line.indexOf('=');
        const [name, value] = [line.slice(0, Math.max(end, 0)).trim(), line.slice(end + 1).trim()];
        if (!/^[a-z][\w-]{0,63}$/i.test(name))
            inputs.problem('params', 'each line must be name=value.');
        else if (RESERVED_NAMES.includes(name))
            inputs.problem('params', `{${name}} has a meaning of its own. Choose another name.`);
        else if (params.has(name))
            inputs.problem('params', `${name} is given twice.`);
        else if (value === '')
            inputs.problem('params', `${name} is empty.`);
        else if (value === '.' || value === '..')
            inputs.problem('params', `${name} cannot be . or ..`);
        else
            params.set(name, value);
    }
    return Object.fromEntries(params);
}

;// CONCATENATED MODULE: ./lib/providers/grammar.js
const ORGANIZATION = 'Organization that the export belongs to.';
const UUID = {
    pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    expected: 'a UUID',
    example: '94f572f3-f17d-4d8d-ac55-44a8a034a6a9',
};
const SHORT_UUID = {
    pattern: /^([2-9A-HJ-NP-Za-km-z]{22}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/,
    expected: 'a 22-character short id or a UUID',
    example: 'N5FhWvfL6ukg8E4jfWiZTG',
};

;// CONCATENATED MODULE: ./lib/inputs/exports.js




const MAX_EXPORTS = 256;
function readExports(inputs, provider, documents) {
    const isStart = inputs.flag('start');
    const ids = readIds(inputs, provider.inputs.exportId);
    if (!isStart) {
        if (inputs.has('request'))
            inputs.problems.push('request needs start: true');
        if (!inputs.has('export-id'))
            rejectMissingId(inputs, provider, 'To start a new export, set start: true.');
        const names = folderNames(ids);
        const existing = (exportId, index) => ({
            kind: 'existing',
            exportId,
            folderName: names[index] ?? '',
        });
        return { wanted: ids.map(existing) };
    }
    const { start } = provider;
    if (!start)
        inputs.problems.push(`start: true is not possible with ${provider.id}`);
    const request = readRequest(inputs, provider, documents);
    const wanted = start ? [{ kind: 'start', start, request }] : [];
    if (!provider.isNamedByResource) {
        if (inputs.has('export-id'))
            inputs.problems.push('export-id cannot be given with start: true, because the new export has its own ID');
        return { wanted };
    }
    const [exportId = '', ...others] = ids;
    if (!inputs.has('export-id'))
        rejectMissingId(inputs, provider);
    if (others.length > 0)
        inputs.problems.push('export-id must be one ID with start: true');
    return { wanted, resource: { exportId } };
}
function rejectMissingId(inputs, { start, inputs: { exportId } }, other = '') {
    const { expected, example } = exportId;
    inputs.problem('export-id', `empty. It must be ${expected}, for example ${example}. If it comes from an earlier step, check the id of that step and the name of its output. ${start ? other : ''}`.trim());
}
function readIds(inputs, { pattern, expected, example }) {
    const ids = inputs.lines('export-id');
    const isMissing = (id = '') => id === 'null' || id === 'undefined';
    const wrong = ids.find(id => isMissing(id) || !pattern.test(id));
    if (isMissing(wrong))
        inputs.problem('export-id', `\`${wrong}\` is not an ID. The request that starts the export probably failed: jq prints null for a missing field, and JavaScript undefined.`);
    else if (wrong !== undefined && /[,;]/.test(wrong))
        inputs.problem('export-id', 'it has a comma or a semicolon. Give several IDs one per line.');
    else if (wrong !== undefined)
        inputs.reject('export-id', expected, example, wrong);
    const keys = ids.map(id => (UUID.pattern.test(id) ? id.toLowerCase() : id));
    const unique = ids.filter((_, at) => keys.indexOf(keys[at] ?? '') === at);
    if (unique.length > MAX_EXPORTS)
        inputs.problems.push(`export-id has ${unique.length} IDs, but must have at most ${MAX_EXPORTS}`);
    return unique;
}
function readRequest(inputs, { id, request: use = 'none', dateFields, checkRequest }, documents) {
    if (use === 'none' && inputs.has('request'))
        inputs.problems.push(`request is not used by the provider ${id}: remove it`);
    if (use === 'required' && !inputs.has('request'))
        inputs.problems.push(`request is required to start an export with ${id}`);
    const document = documents && readDocument(inputs, 'request', documents);
    if (!document)
        return undefined;
    const request = replaceDates(document, documents.now, dateFields);
    const date = dateProblem(request);
    if (date !== '')
        inputs.problems.push(`request ${date}`);
    const { problems = [], warnings = [] } = checkRequest?.(request) ?? {};
    inputs.problems.push(...problems);
    inputs.warnings.push(...warnings);
    return request;
}

;// CONCATENATED MODULE: ./lib/inputs/place.js

function readPlace(inputs, provider, env) {
    const spec = provider.inputs;
    const ids = Object.entries(spec.ids ?? {})
        .map(([name, field]) => [name, readField(inputs, name, field, env[field.variable ?? ''])])
        .filter(([, id]) => id !== '');
    const version = spec.apiVersion;
    const apiVersion = version && (readField(inputs, 'api-version', { ...version, example: version.default }) || version.default);
    if (spec.tenant)
        readField(inputs, 'tenant', spec.tenant);
    const apiUrl = readApiUrl(inputs, provider, env);
    const place = {
        apiUrl: apiUrl ?? '',
        apiVersion: apiVersion ?? '',
        ids: { ...Object.fromEntries(ids), ...spec.params },
    };
    if (apiUrl !== undefined)
        inputs.problems.push(...(spec.check?.(place) ?? []));
    return place;
}
function readField(inputs, name, spec, fallback = '') {
    const text = inputs.get(name) || fallback;
    const { expected, example, where = '' } = spec;
    if (text === '' && spec.required)
        inputs.problem(name, `empty. It must be ${expected}, for example ${example}. ${where}`.trim());
    if (text === '' || spec.pattern.test(text))
        return text;
    const host = URL.parse(text)?.hostname ?? '';
    if (spec.pattern.test(host))
        inputs.problem(name, `${inputs.shown(name)} is a URL. Use ${host}.`);
    else if (where !== '')
        inputs.problem(name, `${inputs.shown(name)} is not ${expected}. ${where}`);
    else
        inputs.reject(name, expected, example);
    return text;
}
function readApiUrl(inputs, provider, env = {}) {
    const text = inputs.get('api-url') || env[provider.inputs.apiUrl.variable ?? ''];
    if (text)
        return readOrigin(inputs, provider, text);
    const { id } = provider;
    const { tenant } = provider.inputs;
    const { fromTenant, default: origin, example = 'https://api.example.com' } = provider.inputs.apiUrl;
    if (inputs.has('tenant'))
        return fromTenant?.(inputs.get('tenant'));
    if (origin !== undefined)
        return origin;
    if (fromTenant)
        inputs.problem('tenant', `empty. ${id} needs the tenant, for example ${tenant?.example}, or api-url.`);
    else
        inputs.problem('api-url', `empty. ${id} needs it, for example ${example}.`);
    return undefined;
}
function readOrigin(inputs, { title, inputs: { apiUrl: spec } }, text) {
    const wrong = urlProblem(text, spec);
    if (wrong) {
        inputs.problem('api-url', `${inputs.shown('api-url', text, MAX_URL_CHARS)} ${wrong}`);
        return undefined;
    }
    const { origin, hostname } = new URL(text);
    const rightOrigin = spec.rightOrigin?.(hostname);
    if (rightOrigin)
        inputs.problem('api-url', `\`${hostname}\` is not the API of ${title}. Use ${rightOrigin}.`);
    else if (spec.knownHosts && !spec.knownHosts.test(hostname) && !isLoopback(hostname))
        inputs.warnings.push(`The credential goes to ${hostname}, which is not a known host of ${title}. Check api-url.`);
    return origin;
}
const MAX_URL_CHARS = 200;
function urlProblem(text, spec) {
    const { suffix, default: example = spec.example ?? 'https://api.example.com' } = spec;
    const url = URL.parse(text);
    if (!url || !/^https?:$/.test(url.protocol)) {
        const isHost = /^[a-z\d][a-z\d.-]*\.[a-z]{2,}(:\d+)?$/i.test(text);
        return `is not an https address. ${isHost ? `Use https://${text}` : `Example: ${example}`}.`;
    }
    const use = `Use ${spec.rightOrigin?.(url.hostname) ?? url.origin}.`;
    if (`${url.username}${url.password}` !== '')
        return `contains credentials. ${use}`;
    if (isLinkLocal(url.hostname))
        return 'is a link-local address, which no API has.';
    if (url.protocol === 'http:' && !isLoopback(url.hostname))
        return `is not an https address. Use https://${url.host}; http is for this machine only.`;
    if (text.includes('?') || text.includes('#'))
        return `has a query or a fragment. ${use}`;
    const path = url.pathname.split('/').reduce((joined, part) => (part === '' ? joined : `${joined}/${part}`));
    return (suffix ? path.replace(suffix, '') : path) === '' ? undefined : `has a path. ${use}`;
}

;// CONCATENATED MODULE: ./lib/inputs/reader.js


const reader_MAX_SHOWN_CHARS = 60;
const MAX_DURATION_MS = 5 * 24 * 3600 * 1000;
const MIN_DURATION_MS = 1000;
class InputReader {
    problems = [];
    warnings = [];
    table;
    #raw;
    #wrong = new Set();
    constructor(raw, providers) {
        this.table = inputTable(providers);
        this.#raw = raw;
    }
    get(name) {
        return this.#raw[name]?.trim() || (this.table[name]?.default ?? '');
    }
    has(name) {
        return (this.#raw[name] ?? '').trim() !== '';
    }
    problem(name, text) {
        if (!this.#wrong.has(name))
            this.problems.push(`${name}: ${text}`);
        this.#wrong.add(name);
    }
    reject(name, expected, example, text = this.get(name)) {
        const hint = example === '' ? '' : `, for example ${example}`;
        this.problem(name, `${this.shown(name, text)} is not ${expected}${hint}.`);
    }
    shown(name, text = this.get(name), maxChars = reader_MAX_SHOWN_CHARS) {
        const isShowable = plainLine(text, text.length) === text && !/[`@?#]/.test(text);
        if (this.table[name]?.secret || !isShowable)
            return 'the value';
        return text.length > maxChars ? `the value of ${text.length} characters` : `\`${text}\``;
    }
    lines(name) {
        return this.get(name)
            .split(/\r?\n/)
            .map(line => line.trim())
            .filter(line => line !== '');
    }
    choice(name, allowed) {
        const found = allowed.find(word => word === this.get(name));
        if (!found)
            this.reject(name, `one of ${allowed.join(', ')}`, '');
        return found ?? allowed[0];
    }
    flag(name) {
        const text = this.get(name);
        if (/^(true|yes)$/i.test(text))
            return true;
        if (/^(false|no)$/i.test(text))
            return false;
        this.reject(name, 'true or false', '');
        return this.table[name]?.default === 'true';
    }
    duration(name, example) {
        const text = this.get(name);
        const ms = durationMs(text);
        if (ms !== undefined && ms >= MIN_DURATION_MS && ms <= MAX_DURATION_MS)
            return ms;
        const [, number = '', unit = ''] = LONG_UNIT.exec(text) ?? [];
        if (/^\d{1,7}$/.test(text))
            this.problem(name, `\`${text}\` has no unit. Use ${text}s, ${text}m or ${text}h.`);
        else if (ms === undefined && number !== '')
            this.problem(name, `\`${text}\` is wrong. Use ${number}${unit}.`);
        else
            this.reject(name, 'a duration from 1s to 5d with its unit (s, m, h or d)', example);
        return MIN_DURATION_MS;
    }
    rejectControlCharacters() {
        for (const [name, { form }] of Object.entries(this.table)) {
            if (form === 'lines' && this.lines(name).some(line => /\p{Cc}/u.test(line)))
                this.problem(name, 'a line contains a tab or another control character. Give one value per line.');
            if (form === undefined && /\p{Cc}/u.test(this.get(name)))
                this.problem(name, 'the value has several lines, a tab or another control character. Store it as a single line.');
        }
    }
}
const LONG_UNIT = /^(\d{1,7}) ?([smhd])(?:ec(?:ond)?s?|in(?:ute)?s?|(?:ou)?rs?|ays?)?$/i;
const PLAIN = /^(?=\d)((?<d>\d{1,3})d)?((?<h>\d{1,4})h)?((?<m>\d{1,6})m)?((?<s>\d{1,7}(\.\d{1,3})?)s)?$/i;
const ISO_8601 = /^P(?=T?\d)((?<d>\d{1,3})D)?(T(?=\d)((?<h>\d{1,4})H)?((?<m>\d{1,6})M)?((?<s>\d{1,7}(\.\d{1,3})?)S)?)?$/i;
function durationMs(text) {
    const { groups } = PLAIN.exec(text) ?? ISO_8601.exec(text) ?? {};
    if (!groups)
        return undefined;
    const { d = 0, h = 0, m = 0, s = 0 } = groups;
    const minutes = (Number(d) * 24 + Number(h)) * 60 + Number(m);
    return minutes * 60_000 + Number(s) * 1000;
}

;// CONCATENATED MODULE: ./lib/inputs/inputs.js












const MAX_PATH_CHARS = 200;
function parseInputs(raw, context) {
    const inputs = new InputReader(raw, context.providers);
    inputs.rejectControlCharacters();
    const provider = readProvider(inputs, context);
    const exports = provider && readExports(inputs, provider, context.documents);
    const place = provider && { ...readPlace(inputs, provider, context.env ?? {}), ...exports?.resource };
    const credentials = provider && readCredentials(inputs, provider);
    const timeoutMs = inputs.duration('timeout', '90s, 30m or 1h30m');
    const download = inputs.flag('download');
    const path = inputs.get('path');
    const [first, ...more] = exports?.wanted ?? [];
    const isSeveral = more.length > 0;
    const options = {
        timeoutMs,
        interval: readInterval(inputs, timeoutMs),
        download,
        downloadTimeoutMs: inputs.duration('download-timeout', '60m'),
        folder: folderFrom(path, context, isSeveral),
        folderPerExport: isSeveral || path === '',
        ifEmpty: inputs.choice('if-empty', ['warn', 'error', 'ignore']),
        ifPartial: inputs.choice('if-partial', ['warn', 'error', 'ignore']),
        ifUploadFails: inputs.choice('if-upload-fails', ['error', 'warn']),
        artifact: readArtifact(inputs, download),
        summary: inputs.flag('summary'),
        caCertificate: readCertificate(inputs, context),
        warnings: inputs.warnings,
    };
    const { problems } = inputs;
    if (isSeveral && options.artifact?.form === 'raw')
        problems.push('artifact-archive: false is for a single file, and export-id has several IDs. Use artifact-archive: true');
    if (provider && first && place && credentials && problems.length === 0)
        return { request: { provider, wanted: [first, ...more], place, ...options }, credentials };
    const lines = problems.map(sentence);
    const message = lines.length === 1
        ? `One input is wrong. ${lines.join('')}`
        : [`${lines.length} inputs are wrong:`, ...lines].join('\n- ');
    throw new ExportError('input', message, {
        hint: 'Correct the step; no request was sent.',
    });
}
const DEFINITION = ['definition', 'params'];
function ownInputs({ auth, inputs: { ids, tenant, apiVersion } }) {
    return [
        ...Object.keys(ids ?? {}),
        ...(tenant ? ['tenant'] : []),
        ...(apiVersion ? ['api-version'] : []),
        ...auth.flatMap(way => way.inputs),
    ];
}
function readProvider(inputs, { providers, documents }) {
    const name = inputs.get('provider').toLowerCase();
    const isCustom = name === CUSTOM;
    const found = isCustom ? readDefinition(inputs, documents) : providers.find(({ id }) => id === name);
    if (found) {
        const used = [...ownInputs(found), ...(isCustom ? DEFINITION : ['api-url'])];
        const known = [...providers.flatMap(ownInputs), ...DEFINITION, 'api-url'];
        const advice = (own) => isCustom && CREDENTIALS.includes(own)
            ? `auth or login would have to use it as {${own}}, such as in a login that exchanges it for a token. Otherwise remove it`
            : 'remove it';
        for (const own of Object.keys(inputs.table))
            if (known.includes(own) && !used.includes(own) && inputs.has(own))
                inputs.problems.push(`${own} is not used by the provider ${name}: ${advice(own)}`);
        return found;
    }
    if (isCustom)
        return undefined;
    const ids = [...providers.map(({ id }) => id), CUSTOM];
    const names = [...providers.flatMap(({ id, aliases = [] }) => [id, ...aliases]), CUSTOM];
    const similar = name === '' ? undefined : closestMatch(name, names, { maxDistance: Math.min(4, name.length / 2) });
    const meant = providers.find(({ aliases }) => aliases?.includes(similar ?? ''))?.id ?? similar;
    const what = name === '' ? 'empty' : `${inputs.shown('provider')} is unknown`;
    const hint = meant ? ` Did you mean ${meant}?` : '';
    inputs.problem('provider', `${what}.${hint} The providers are ${ids.join(', ')}.`);
    return undefined;
}
function readInterval(inputs, timeoutMs) {
    if (inputs.get('poll-interval') === 'auto')
        return 'auto';
    const ms = inputs.duration('poll-interval', 'auto, 30s');
    if (ms > timeoutMs)
        inputs.warnings.push('poll-interval is longer than timeout: only a first and a last poll are made.');
    return Math.min(ms, timeoutMs);
}
function readArtifact(inputs, download) {
    const isUploaded = inputs.flag('upload-artifact');
    const isZip = inputs.flag('artifact-archive');
    const overwrite = inputs.flag('artifact-overwrite');
    const name = inputs.get('artifact-name');
    const problem = name && artifactNameProblem(name);
    if (problem)
        inputs.problems.push(`artifact-name ${problem}`);
    if (isUploaded && !download)
        inputs.problems.push('upload-artifact: true needs download: true');
    if (inputs.has('artifact-name') && !isZip)
        inputs.problems.push('artifact-name cannot be given with artifact-archive: false, where the artifact takes the name of the file');
    if (inputs.has('artifact-name') && !isUploaded)
        inputs.warnings.push('artifact-name has no effect without upload-artifact: true.');
    const days = inputs.get('artifact-retention-days');
    if (days && !(/^\d{1,3}$/.test(days) && Number(days) >= 1 && Number(days) <= 400))
        inputs.reject('artifact-retention-days', 'a number of days from 1 to 400', '7');
    if (!isUploaded)
        return undefined;
    return { name, form: isZip ? 'zip' : 'raw', overwrite, retentionDays: days ? Number(days) : undefined };
}
function folderFrom(path, context, isSeveral) {
    const { workspace, temporary, home, runId } = context;
    if (path === '')
        return (0,external_node_path_.resolve)(temporary, 'await-export', isSeveral ? `several-${runId}` : '');
    return /^~(\/|$)/.test(path) ? (0,external_node_path_.resolve)(home, path.slice(2)) : (0,external_node_path_.resolve)(workspace, path);
}
function readCertificate(inputs, { workspace, readText }) {
    const text = inputs.get('ca-certificate');
    if (text === '')
        return undefined;
    const path = (0,external_node_path_.resolve)(workspace, text);
    const reject = (problem) => inputs.problem('ca-certificate', problem);
    const pem = text.includes('-----BEGIN') ? text : readText(path);
    const certificates = (pem ?? '')
        .split(/(?=-----BEGIN CERTIFICATE-----)/)
        .filter(part => /^-----BEGIN CERT[\s\S]+-----END CERTIFICATE-----/.test(part));
    try {
        for (const certificate of certificates)
            new external_node_crypto_.X509Certificate(certificate);
        if (pem === undefined)
            reject(`${inputs.shown('ca-certificate', path, MAX_PATH_CHARS)} cannot be read. If the file is in the repository, run actions/checkout in an earlier step.`);
        else if (certificates.length === 0)
            reject('it contains no certificate. It must be PEM text or the path of a PEM file.');
    }
    catch {
        reject('it contains a certificate that cannot be read.');
    }
    return pem;
}

// EXTERNAL MODULE: external "node:async_hooks"
var external_node_async_hooks_ = __nccwpck_require__(16698);
;// CONCATENATED MODULE: ./lib/artifact/failure.js



const FILES_KEPT = 'The downloaded files are kept in the folder in the output path.';
const RETRY_LATER = 'Run the job again later; githubstatus.com shows whether Actions has an outage.';
const CHECK_NETWORK = 'Let the runner reach *.actions.githubusercontent.com and *.blob.core.windows.net, or run the job again.';
const CLIENT_FAILURES = [
    {
        when: /storage quota has been hit/,
        remedy: 'never',
        message: 'The account has no artifact storage left.',
        hint: 'Delete old artifacts or raise the limit under Billing; usage is recalculated every few hours.',
    },
    {
        when: /^RestError (?:\w+ )?(401|403)\b/,
        remedy: 'never',
        message: 'The artifact storage rejected the signed URL (HTTP {1}).',
        hint: 'A proxy that changes requests or a wrong clock on the runner causes this.',
    },
    {
        when: /Failed request: \(409\)/,
        remedy: 'start-over',
        message: 'The artifact name is already in use.',
        hint: 'Use another artifact-name.',
    },
    {
        when: /Failed request: \((401)\)/,
        remedy: 'never',
        message: 'The artifact service did not accept the runtime token (HTTP {1}).',
        hint: 'The token expires with the job: run the job again.',
    },
    {
        when: /Failed request: \(403\) Forbidden: Error from intermediary/,
        remedy: 'retry',
        message: 'A gateway in front of the artifact service rejected the request (HTTP 403).',
        hint: CHECK_NETWORK,
    },
    {
        when: /Failed request: \(403\)[^:]*(: .*[^.])?/s,
        remedy: 'never',
        message: 'The artifact service rejected the request (HTTP 403){1}.',
        hint: 'A policy of the organization, the permissions of the job, its limit of artifacts or the storage quota may forbid the upload.',
    },
    {
        when: /(?:Failed request: \(|^RestError (?:\w+ )?)(429|5\d\d)\b/,
        remedy: 'retry',
        message: 'The artifact service returned HTTP {1}.',
        hint: RETRY_LATER,
    },
    {
        when: /Failed request: \((\d{3})\)/,
        remedy: 'never',
        message: 'The artifact service rejected the request (HTTP {1}).',
        hint: RETRY_LATER,
    },
    {
        when: /\b(E(?:CONN\w+|NOTFOUND|TIMEDOUT|AI_AGAIN|HOSTUNREACH|NETUNREACH|PIPE)|REQUEST_SEND_ERROR)\b/,
        remedy: 'retry',
        message: 'The connection to the artifact service failed ({1}).',
        hint: CHECK_NETWORK,
    },
    {
        when: /Request timeout|Upload progress stalled/,
        remedy: 'retry',
        message: 'The artifact service stopped responding.',
        hint: CHECK_NETWORK,
    },
    {
        when: /not valid JSON|Unexpected (?:token|end of JSON)/,
        remedy: 'retry',
        message: "The response did not come from GitHub's artifact service.",
        hint: `A proxy or a captive portal may respond in its place. ${CHECK_NETWORK}`,
    },
    {
        when: /\b(ENOENT|EACCES|EPERM|EISDIR|EIO)\b|No files were found|does not exist|during file read/,
        remedy: 'never',
        message: 'A file to upload can no longer be read.',
        hint: 'Keep other steps and processes away from the folder while this step runs.',
    },
    {
        when: /(?:)/,
        remedy: 'never',
        message: 'The artifact client failed for an unknown reason.',
        hint: RETRY_LATER,
    },
].map(row => ({ ...row, code: 'upload', hint: `${row.hint} ${FILES_KEPT}` }));
function explainFailure(thrown) {
    if (thrown instanceof ExportError)
        return thrown;
    const { name, code, statusCode, message } = Object(thrown);
    const text = [name, code, statusCode, message].filter(part => part !== undefined).join(' ');
    if (/GHESNotSupportedError/.test(text))
        return afterDownload(unsupportedServer('this server'));
    if (/InvalidTokenError|JWT token is invalid/.test(text))
        return afterDownload(unusableToken());
    return failureFrom(CLIENT_FAILURES, text, {}, { cause: thrown });
}
function afterDownload({ message, hint }) {
    return uploadError(message, hint);
}
function uploadError(message, hint, details = {}) {
    return new ExportError('upload', message, { ...details, hint: `${hint} ${FILES_KEPT}` });
}

;// CONCATENATED MODULE: ./lib/artifact/client-log.js



async function callClient(call, { emit, signal }) {
    signal.throwIfAborted();
    const log = {
        uploadedBytes: 0,
        digest: '',
        isFinalizing: false,
        hasRetried: false,
        lacksFile: false,
    };
    const settled = Promise.allSettled([captureStdout(call, text => readLog(text, log, emit))]);
    const [result] = await raceAbort(settled, signal);
    return { log, result };
}
function readLog(text, log, emit) {
    const [, uploadedBytes] = /^Uploaded bytes (\d+)/.exec(text) ?? [];
    if (uploadedBytes)
        log.uploadedBytes = Number(uploadedBytes);
    const [, digest] = /^SHA256 digest of uploaded artifact is ([0-9a-f]{64})/.exec(text) ?? [];
    if (digest)
        log.digest = digest;
    if (text.startsWith('Finalizing artifact upload'))
        log.isFinalizing = true;
    if (/^::(?:warning|error)::.*zip (?:creation|file)/.test(text))
        log.lacksFile = true;
    const retry = /^Attempt (\d+) of \d+ failed with error: (.*)\. Retrying request in (\d+) ms/s.exec(text);
    if (!retry)
        return;
    const [, attempt, reason, retryInMs] = retry;
    log.hasRetried = true;
    const error = explainFailure(new Error(reason));
    emit({ kind: 'retry', subject: 'upload', error, retryInMs: Number(retryInMs), count: Number(attempt) });
}
const isCaptured = new external_node_async_hooks_.AsyncLocalStorage();
const MASK_COMMAND = /^::add-mask::[^\r\n]*\r?\n$/;
async function captureStdout(call, read) {
    const { stdout } = process;
    const { write } = stdout;
    stdout.write = ((...args) => {
        const text = String(args[0]);
        if (!isCaptured.getStore() || MASK_COMMAND.test(text))
            return write.apply(stdout, args);
        isCaptured.run(false, read, text);
        return true;
    });
    try {
        return await isCaptured.run(true, call);
    }
    finally {
        stdout.write = write;
    }
}

;// CONCATENATED MODULE: ./lib/artifact/attempts.js



const ATTEMPTS = { times: 3 };
const BUDGETS = { retry: ATTEMPTS, 'start-over': ATTEMPTS };
async function uploadInAttempts(calls, artifact, ports) {
    const finalized = [];
    let firstError;
    let record;
    for (;;) {
        const { log, result } = await attemptUpload(calls, artifact.overwrite, ports);
        if (log.lacksFile)
            throw uploadError('A file disappeared while the artifact was packed.', 'Delete the artifact, which lacks the file, and run the job again.');
        if (result.status === 'fulfilled')
            return result.value;
        if (log.isFinalizing)
            finalized.push(log);
        const own = await findOwn(calls, finalized, ports);
        if (own)
            return own;
        const error = explainAttempt(result.reason, artifact, firstError, log.hasRetried);
        const { clock, signal } = ports;
        const next = nextAttempt(record, error, { nowMs: clock.now(), random: ports.random() }, BUDGETS);
        if (next.kind === 'end')
            throw next.error;
        record = next.record;
        if (error.remedy === 'retry')
            firstError ??= error;
        ports.emit({ kind: 'retry', subject: 'upload', error, retryInMs: next.delayMs, count: record.count });
        await clock.sleep(next.delayMs, signal);
    }
}
async function attemptUpload(calls, overwrite, ports) {
    if (overwrite) {
        const { log, result } = await callClient(calls.remove, ports);
        if (result.status === 'rejected' && result.reason?.name !== 'ArtifactNotFoundError')
            return { log, result };
    }
    return await callClient(calls.upload, ports);
}
async function findOwn(calls, finalized, ports) {
    if (finalized.length === 0)
        return undefined;
    const { result } = await callClient(calls.find, ports);
    if (result.status === 'rejected')
        return undefined;
    const { size, digest } = result.value;
    return finalized.some(log => log.uploadedBytes === size && log.digest === digest) ? result.value : undefined;
}
function explainAttempt(cause, { name, overwrite }, firstError, hasRetried) {
    const failure = explainFailure(cause);
    if (failure.remedy !== 'start-over')
        return failure;
    if (firstError || hasRetried) {
        const reason = firstError ? ` The attempt failed with: ${firstError.message}` : '';
        const message = `A previous upload attempt failed, and its incomplete artifact still uses the name "${name}".${reason}`;
        return uploadError(message, 'Run the workflow again, or use another artifact-name.', { cause });
    }
    const hint = 'Use another artifact-name, for instance one with the matrix values, or artifact-overwrite: true.';
    const remedy = overwrite ? 'start-over' : 'never';
    return uploadError(`This run already has an artifact "${name}".`, hint, { remedy, cause });
}

;// CONCATENATED MODULE: ./lib/artifact/upload.js





async function uploadArtifact(request, content, ports) {
    const { files } = content;
    const { env, emit, signal } = ports;
    signal.throwIfAborted();
    const problem = serviceProblem(env);
    if (problem)
        throw afterDownload(problem);
    const name = request.form === 'raw' ? rawName(files) : request.name;
    if (await isPublicRepository(env))
        emit({
            kind: 'warning',
            topic: 'public-artifact',
            text: 'This repository is public: every signed-in user can download the artifact until it expires.',
            always: true,
        });
    emit({ kind: 'uploading', name, bytes: bytesOf(files) });
    const retentionDays = allowedRetentionDays(request.retentionDays, ports);
    const calls = await prepareCalls({ ...request, name, retentionDays }, content).catch(error => {
        throw explainFailure(error);
    });
    const stored = await uploadInAttempts(calls, { name, overwrite: request.overwrite }, ports);
    if (request.form === 'raw' && (stored.size !== files[0]?.size || stored.digest !== files[0].sha256))
        throw uploadError('The artifact does not contain the bytes of the file.', 'Delete the artifact and run the job again.');
    const artifact = {
        id: stored.id,
        name,
        url: artifactUrl(env, stored.id),
        digest: stored.digest,
        retentionDays: retentionDays ?? limitDays(env),
    };
    emit({ kind: 'uploaded', artifact });
    return artifact;
}
function rawName(files) {
    const name = files[0]?.name ?? '';
    if (files.length > 1)
        throw uploadError(`A raw artifact contains one file, but the export has ${files.length}.`, 'Set artifact-archive: true to upload them as one zip.');
    const problem = artifactNameProblem(name);
    if (problem)
        throw uploadError(`The artifact cannot be named ${JSON.stringify(name)}: the name ${problem}.`, 'Set artifact-archive: true and an artifact-name.');
    return name;
}
async function prepareCalls({ name, form, retentionDays }, { folder, files }) {
    await Promise.all(files.map(requireUnchanged));
    const paths = files.map(file => file.path);
    const options = {
        ...(retentionDays !== undefined && { retentionDays }),
        ...(form === 'raw' ? { skipArchive: true } : { compressionLevel: compressionLevel(files) }),
    };
    const { DefaultArtifactClient } = await __nccwpck_require__.e(/* import() */ 584).then(__nccwpck_require__.bind(__nccwpck_require__, 20584));
    const client = new DefaultArtifactClient();
    return {
        upload: async () => toStored(await client.uploadArtifact(name, paths, folder, options)),
        find: async () => toStored((await client.getArtifact(name)).artifact),
        remove: () => client.deleteArtifact(name),
    };
}
function compressionLevel(files) {
    const compressed = files.filter(({ isCompressed }) => isCompressed);
    return bytesOf(compressed) * 2 > bytesOf(files) ? 0 : 6;
}
function bytesOf(files) {
    return files.reduce((sum, { size }) => sum + size, 0);
}
async function requireUnchanged({ path, name, size }) {
    const facts = await (0,promises_.lstat)(path);
    if (facts.isFile() && facts.size === size)
        return;
    throw uploadError(`"${name}" changed between its download and its upload.`, 'Keep other steps and processes away from the folder.');
}
function allowedRetentionDays(days, { env, emit }) {
    const limit = limitDays(env);
    if (days === undefined || limit === undefined || limit >= days)
        return days;
    const text = `This repository keeps artifacts for at most ${limit} days, not for the requested ${days}.`;
    emit({ kind: 'warning', topic: 'artifact-retention', text });
    return limit;
}
function limitDays({ GITHUB_RETENTION_DAYS: text }) {
    return /^[1-9]\d{0,3}$/.test(text ?? '') ? Number(text) : undefined;
}
function toStored({ id = 0, size = 0, digest = '' }) {
    if (Number.isSafeInteger(id) && id > 0)
        return { id, size, digest: digest.replace(/^sha256:/, '').toLowerCase() };
    throw uploadError('The artifact service did not confirm the artifact.', 'Run the job again.');
}

;// CONCATENATED MODULE: ./lib/download/hosts.js
function createHosts({ graceMs, outageMs, contentAttempts }) {
    const create = () => {
        const grace = { ms: graceMs, counted: 'in a row' };
        const outage = { ms: outageMs };
        const content = { times: contentAttempts, counted: 'always' };
        const budgets = {
            'refresh-link': grace,
            missing: grace,
            retry: outage,
            later: outage,
            'start-over': content,
            malformed: content,
        };
        return { budgets, newByteMs: Number.NEGATIVE_INFINITY };
    };
    const hosts = new Map();
    return ({ url }) => {
        const { host } = new URL(url);
        const known = hosts.get(host) ?? create();
        hosts.set(host, known);
        return known;
    };
}

;// CONCATENATED MODULE: ./lib/download/limits.js
const DOWNLOAD_LIMITS = {
    parallelFiles: 6,
    graceMs: 60_000,
    outageMs: 300_000,
    contentAttempts: 3,
    refreshMs: 20_000,
    windowMs: 60_000,
    minBytesPerSecond: 1024,
    batchBytes: 1536 * 1024,
    parallelRanges: 6,
    rangeBytes: 4 * 1024 * 1024,
    probedBytes: 8 * 1024 * 1024,
    slowBytesPerSecond: 100e6,
    undividedBytes: 64 * 1024 * 1024,
};

;// CONCATENATED MODULE: ./lib/download/checksums.js


const LENGTHS = { sha256: 32, sha512: 64, sha1: 20, md5: 16, crc32: 4, crc32c: 4 };
const ALGORITHM_NAMES = {
    'sha-256': 'sha256',
    'sha-512': 'sha512',
    sha: 'sha1',
    md5: 'md5',
    crc32c: 'crc32c',
};
const LIST_HEADERS = ['x-goog-hash', 'digest', 'repr-digest', 'content-digest'];
const SINGLE_HEADERS = {
    'content-md5': 'md5',
    'x-ms-blob-content-md5': 'md5',
    'x-amz-checksum-sha256': 'sha256',
    'x-amz-checksum-sha1': 'sha1',
    'x-amz-checksum-crc32': 'crc32',
    'x-amz-checksum-crc32c': 'crc32c',
};
function promisedChecksums(headers) {
    const isTranscoded = (headers['x-goog-stored-content-encoding'] ?? 'identity') !== 'identity';
    const isComposite = headers['x-amz-checksum-type'] === 'COMPOSITE';
    return Object.entries(headers).flatMap(([header, value]) => {
        if (header === 'x-goog-hash' && isTranscoded)
            return [];
        if (header.startsWith('x-amz-checksum-') && isComposite)
            return [];
        if (!LIST_HEADERS.includes(header))
            return checksum(header, SINGLE_HEADERS[header], value.trim());
        return value.split(',').flatMap(member => {
            const [, name = '', base64 = ''] = /^([\w-]+)=:?([A-Za-z0-9+/=]+):?$/.exec(member.replace(/;.*/, '').trim()) ?? [];
            return checksum(header, ALGORITHM_NAMES[name.toLowerCase()], base64);
        });
    });
}
function checksum(header, algorithm, base64) {
    if (algorithm === undefined)
        return [];
    const bytes = Buffer.from(base64, 'base64');
    const isWhole = /^[A-Za-z0-9+/]+={0,2}$/.test(base64) && bytes.length === LENGTHS[algorithm];
    return isWhole ? [{ algorithm, expected: bytes.toString('hex'), header }] : [];
}
function createDigester(algorithms) {
    const hashes = new Map([...new Set(['sha256', ...algorithms])].map(name => [name, createHasher(name)]));
    return {
        update(bytes) {
            for (const hash of hashes.values())
                hash.update(bytes);
        },
        finish: () => ({
            sha256: '',
            ...Object.fromEntries([...hashes].map(([name, hash]) => [name, hash.digest('hex')])),
        }),
    };
}
function createHasher(algorithm) {
    if (algorithm !== 'crc32' && algorithm !== 'crc32c')
        return (0,external_node_crypto_.createHash)(algorithm);
    const step = algorithm === 'crc32' ? external_node_zlib_.crc32 : crc32c;
    let value = 0;
    const update = (bytes) => {
        value = step(bytes, value);
    };
    return { update, digest: (_) => value.toString(16).padStart(8, '0') };
}
const POLYNOMIAL = 0x82f63b78;
const SLICE = 8;
const TABLES = new Int32Array(256 * SLICE);
for (let i = 0; i < 256; i += 1) {
    let value = i;
    for (let bit = 0; bit < 8; bit += 1)
        value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    TABLES[i] = value;
}
for (let i = 256; i < TABLES.length; i += 1) {
    const previous = TABLES[i - 256] ?? 0;
    TABLES[i] = (previous >>> 8) ^ (TABLES[previous & 255] ?? 0);
}
function contribution(byte, following) {
    return TABLES[256 * following + (byte & 255)];
}
function crc32c(bytes, previous = 0) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let crc = ~previous;
    let i = 0;
    for (; i + SLICE <= view.byteLength; i += SLICE) {
        const low = crc ^ view.getInt32(i, true);
        const high = view.getInt32(i + 4, true);
        crc =
            contribution(low, 7) ^
                contribution(low >>> 8, 6) ^
                contribution(low >>> 16, 5) ^
                contribution(low >>> 24, 4) ^
                contribution(high, 3) ^
                contribution(high >>> 8, 2) ^
                contribution(high >>> 16, 1) ^
                contribution(high >>> 24, 0);
    }
    for (; i < view.byteLength; i += 1)
        crc = contribution(crc ^ view.getUint8(i), 0) ^ (crc >>> 8);
    return ~crc >>> 0;
}

;// CONCATENATED MODULE: ./lib/download/resume.js

const STRONG_ETAG = /^"[\x21\x23-\x7e\x80-\xff]*"$/;
const SETTLED_MS = 60_000;
function resourceOf({ origin, pathname }) {
    return origin + pathname;
}
function contentRange(value = '') {
    const match = /^bytes (?:(\d{1,15})-(\d{1,15})|\*)\/(?:(\d{1,15})|\*)$/i.exec(value) ?? [];
    return match.slice(1).map(digits => (digits === undefined ? undefined : Number(digits)));
}
function unresumable(reason, budget = 'retry') {
    return { kind: 'unresumable', reason, budget };
}
function rangeHeaders({ bytes, end, representation, size, ignoresConditions, }) {
    const validator = representation?.validator;
    const isLengthKnown = (representation?.totalBytes ?? size) !== undefined;
    if (bytes === 0 || validator === undefined || !isLengthKnown)
        return {};
    return {
        range: `bytes=${bytes}-${end === undefined ? '' : end - 1}`,
        ...(!ignoresConditions && { 'if-range': validator }),
    };
}
function isConditionIgnored({ status, headers }, held) {
    return (status === 200 &&
        'if-range' in rangeHeaders(held) &&
        headers['accept-ranges'] === 'bytes' &&
        STRONG_ETAG.test(headers.etag ?? '') &&
        headers.etag === held.representation?.validator);
}
function classifyRangeResponse(response, held) {
    const { status } = response;
    const before = 'range' in rangeHeaders(held) ? held.representation : undefined;
    if (status === 200)
        return placeWhole(response, before);
    if (status === 206 && !before)
        return unresumable('the server sent a part although the whole file was requested');
    return before && (status === 206 || status === 416) ? placeRange(response, held, before) : undefined;
}
function placeWhole({ headers, url }, before) {
    const { etag, date = '', 'last-modified': modified = '', 'content-length': length = '' } = headers;
    const [first, last, rangeTotal] = contentRange(headers['content-range']);
    const totalBytes = /^\d{1,15}$/.test(length) ? Number(length) : rangeTotal;
    const isWhole = first === 0 && last !== undefined && last + 1 === rangeTotal && rangeTotal === totalBytes;
    if (headers['content-range'] && !isWhole)
        return unresumable('the server sent a part with status 200', 'start-over');
    const settledDate = Date.parse(date) - Date.parse(modified) >= SETTLED_MS ? modified : undefined;
    const strongEtag = etag !== undefined && STRONG_ETAG.test(etag) ? etag : undefined;
    const validator = etag === undefined ? settledDate : strongEtag;
    if (before && before.totalBytes !== totalBytes)
        return unresumable('its length has changed');
    const representation = {
        resource: resourceOf(url),
        validator,
        totalBytes,
        isEndDelimited: totalBytes !== undefined || /\bchunked$/i.test(headers['transfer-encoding'] ?? ''),
        checksums: promisedChecksums(headers),
        disposition: headers['content-disposition'] ?? '',
        mediaType: headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '',
    };
    return { kind: 'whole', representation };
}
function placeRange({ status, headers, url }, held, before) {
    const [first, , totalBytes = before.totalBytes] = contentRange(headers['content-range']);
    const representation = { ...before, totalBytes };
    const isSameResource = resourceOf(url) === before.resource;
    const isSameLength = totalBytes === (before.totalBytes ?? held.size ?? totalBytes);
    if (status === 416) {
        const isSameVersion = headers.etag === undefined || headers.etag === before.validator;
        const isComplete = isSameResource && isSameLength && isSameVersion && totalBytes === held.bytes;
        return isComplete
            ? { kind: 'complete', representation }
            : unresumable('the server rejected the range request');
    }
    if (first !== held.bytes)
        return unresumable('the server sent another range than requested');
    if (!isSameResource)
        return unresumable('the rest comes from another address');
    if (totalBytes === undefined)
        return unresumable('its length is unknown');
    if (!isSameLength)
        return unresumable('its length has changed');
    const isTagged = STRONG_ETAG.test(before.validator ?? '');
    const version = isTagged ? headers.etag : headers['last-modified'];
    const isSameVersion = version === before.validator || (version === undefined && !isTagged);
    return isSameVersion ? { kind: 'rest', representation } : unresumable('it may have changed');
}

;// CONCATENATED MODULE: ./lib/download/links.js



function shareLinks(files, refresh, { clock, refreshMs }) {
    let links = new Map();
    let version = 0;
    let pending;
    let refreshedMs = Number.NEGATIVE_INFINITY;
    async function refreshAll() {
        try {
            links = matchedLinks(files, await refresh());
            version += 1;
            refreshedMs = clock.now();
        }
        finally {
            pending = undefined;
        }
    }
    return {
        version: () => version,
        newest: (file) => links.get(file) ?? file,
        async refresh(old, signal) {
            if (old < version || clock.now() - refreshedMs < refreshMs)
                return;
            pending ??= refreshAll();
            await raceAbort(pending, signal);
        },
    };
}
function marksOf(files, fresh) {
    const urls = new Map([...files, ...fresh].map(file => [file, new URL(file.url)]));
    const urlOf = (file) => urls.get(file);
    const names = stableFields(files.map(urlOf), fresh.map(urlOf));
    const addressOf = file => resourceOf(urlOf(file));
    const queryOf = file => [...urlOf(file).searchParams]
        .filter(([name]) => names.has(name))
        .map(field => JSON.stringify(field))
        .join();
    const marks = [
        file => `${addressOf(file)} ${queryOf(file)}`,
        addressOf,
        ({ name }) => (files.length === 1 ? '' : String(name)),
    ];
    return marks.flatMap(markOf => [file => `${markOf(file)} ${file.size}`, markOf]);
}
function stableFields(old, fresh) {
    const [before, after] = [valuesByField(old), valuesByField(fresh)];
    const stable = [...before].filter(([name, values]) => {
        const newValues = after.get(name);
        return newValues?.size === values.size && [...values].every(value => newValues.has(value));
    });
    return new Set(stable.map(([name]) => name));
}
function valuesByField(urls) {
    const fields = urls.flatMap(({ searchParams }) => [...searchParams]);
    const byName = Map.groupBy(fields, ([name]) => name);
    return new Map([...byName].map(([name, group]) => [name, new Set(group.map(([, value]) => value))]));
}
function isOfOther(link, file, isOnly) {
    return ((link.size ?? file.size) !== (file.size ?? link.size) ||
        (!isOnly && (link.name ?? file.name) !== (file.name ?? link.name)));
}
function matchedLinks(files, fresh) {
    const matches = new Map();
    const links = new Set(fresh);
    for (const markOf of marksOf(files, fresh)) {
        const linksByMark = Map.groupBy(links, markOf);
        const open = files.filter(file => !matches.has(file));
        for (const [mark, [file, otherFile]] of Map.groupBy(open, markOf)) {
            const [link, otherLink] = linksByMark.get(mark) ?? [];
            if (!file || otherFile || !link || otherLink || isOfOther(link, file, files.length === 1))
                continue;
            links.delete(link);
            const size = file.size ?? link.size;
            matches.set(file, size === undefined ? link : { ...link, size });
        }
    }
    if (matches.size === files.length && links.size === 0)
        return matches;
    const message = 'The fresh download links cannot be matched to the files of this download.';
    throw new ExportError('download', message, {
        hint: 'Run the step again. Either the service now lists other files, or nothing distinguishes its links, such as a name or a path.',
    });
}

;// CONCATENATED MODULE: ./lib/download/part-file.js




const READ_BYTES = 64 * 1024;
const MAX_CHUNKS = 1024;
async function createPartFile(path, batchBytes) {
    const explained = async (action, verb = 'write') => {
        try {
            return await action;
        }
        catch (error) {
            throw diskFailure(error, `${verb} ${path}`);
        }
    };
    const file = await explained((0,promises_.open)(path, 'wx+'));
    const writer = createBatchWriter(file, batchBytes);
    let digester = createDigester([]);
    let bytes = 0;
    let head = Buffer.alloc(0);
    return {
        path,
        bytes: () => bytes,
        head: () => head,
        async restart(algorithms) {
            if (bytes > 0)
                await explained(writer.truncate());
            digester = createDigester(algorithms);
            bytes = 0;
            head = Buffer.alloc(0);
        },
        append(chunk) {
            if (head.length < HEAD_BYTES)
                head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
            digester.update(chunk);
            bytes += chunk.length;
            const pressure = writer.append(chunk);
            return pressure && explained(pressure);
        },
        flush: () => explained(writer.flush()),
        async *read(start) {
            for (let at = start;;) {
                const block = Buffer.allocUnsafe(READ_BYTES);
                const { bytesRead } = await explained(file.read(block, 0, READ_BYTES, at), 'read');
                if (bytesRead === 0)
                    return;
                yield block.subarray(0, bytesRead);
                at += bytesRead;
            }
        },
        digests: () => digester.finish(),
        close: () => explained(file.close()),
    };
}
function createBatchWriter(file, batchBytes) {
    let batch = [];
    let batchedBytes = 0;
    let position = 0;
    let isWriting = false;
    let writing = Promise.resolve();
    async function writeFully(chunks, start) {
        const { bytesWritten } = await file.writev(chunks, start);
        const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
        if (bytesWritten === bytes)
            return;
        await writeFully([Buffer.concat(chunks).subarray(bytesWritten)], start + bytesWritten);
    }
    function write() {
        isWriting = true;
        writing = writeFully(batch, position).finally(() => {
            isWriting = false;
        });
        writing.catch(() => { });
        position += batchedBytes;
        batch = [];
        batchedBytes = 0;
    }
    return {
        append(chunk) {
            batch.push(chunk);
            batchedBytes += chunk.length;
            if (batchedBytes < batchBytes && batch.length < MAX_CHUNKS)
                return undefined;
            if (isWriting)
                return writing.then(write);
            write();
            return undefined;
        },
        async flush() {
            await writing;
            if (batchedBytes > 0)
                write();
            await writing;
        },
        async truncate() {
            await writing;
            batch = [];
            batchedBytes = 0;
            position = 0;
            await file.truncate(0);
        },
    };
}

;// CONCATENATED MODULE: ./lib/download/publish.js



const LOCKED_CODES = ['EPERM', 'EACCES', 'EBUSY'];
const PAUSES_MS = [100, 200, 400, 800, 1600];
async function publish(moves, pausing) {
    await Promise.all(moves.map(({ to }) => rejectObstacle(to)));
    for (const { from, to } of moves)
        await renameUnlocked(from, to, pausing);
}
async function rejectObstacle(path) {
    const facts = await (0,promises_.lstat)(path).catch(() => undefined);
    if (facts === undefined || facts.isFile())
        return;
    const other = facts.isDirectory() ? 'a folder' : 'a special file';
    const what = facts.isSymbolicLink() ? 'a symbolic link' : other;
    throw new ExportError('download', `Cannot write ${path}: ${what} has that name.`, {
        hint: REMOVE_OR_CHANGE,
    });
}
async function renameUnlocked(from, to, { clock, signal }) {
    for (const pauseMs of [...PAUSES_MS, undefined])
        try {
            return await (0,promises_.rename)(from, to);
        }
        catch (error) {
            const isLocked = LOCKED_CODES.includes(error.code ?? '');
            if (!isLocked || pauseMs === undefined)
                throw diskFailure(error, `write ${to}`);
            await clock.sleep(pauseMs, signal);
            signal.throwIfAborted();
        }
}

;// CONCATENATED MODULE: ./lib/download/attempts.js


async function attempted(task, work) {
    const { label, links, hosts, clock, random, emit, signal } = task;
    let record;
    let failedMs = Number.NEGATIVE_INFINITY;
    let isFailing = false;
    let mostBytes = 0;
    for (;;) {
        let version = links.version();
        let file = links.newest(task.file);
        let host = hosts(file);
        let firstByteMs;
        let hasProgressed = false;
        const recover = () => {
            if (!record || !isFailing)
                return;
            isFailing = false;
            const afterMs = (firstByteMs ?? clock.now()) - record.sinceMs;
            emit({ kind: 'recovered', subject: label, error: record.last, count: record.count, afterMs });
        };
        const received = (heldBytes) => {
            firstByteMs ??= clock.now();
            if (heldBytes <= mostBytes)
                return;
            mostBytes = heldBytes;
            hasProgressed = true;
            host.newByteMs = clock.now();
            recover();
        };
        try {
            await links.refresh(task.rejectedVersion, signal);
            version = links.version();
            file = links.newest(task.file);
            host = hosts(file);
            const value = await work({ file, received });
            recover();
            return value;
        }
        catch (thrown) {
            signal.throwIfAborted();
            if (!(thrown instanceof ExportError))
                throw thrown;
            const nowMs = clock.now();
            const isOutage = (host.budgets[thrown.budget] ?? host.budgets[thrown.remedy]) === host.budgets.retry;
            const moment = {
                nowMs,
                random: random(),
                hasProgressed: hasProgressed || (isOutage && host.newByteMs > failedMs),
            };
            const next = nextAttempt(record, thrown, moment, host.budgets);
            if (next.kind === 'end')
                throw finalError(next.error);
            const { count } = next.record;
            const isRepeated = isFailing && record?.last.message === thrown.message;
            emit({
                kind: 'retry',
                subject: label,
                error: thrown,
                retryInMs: next.delayMs,
                count,
                ...(isRepeated && { repeated: true }),
            });
            record = next.record;
            failedMs = nowMs;
            isFailing = true;
            apply(thrown, task, version);
            await clock.sleep(next.delayMs, signal);
            signal.throwIfAborted();
        }
    }
}
function apply({ remedy, budget }, task, version) {
    if (remedy === 'refresh-link' && task.file.credential === 'none')
        task.rejectedVersion = Math.max(task.rejectedVersion, version);
    if (remedy === 'start-over' || budget === 'start-over')
        task.representation = undefined;
}
function finalError(error) {
    const { code, message, cause } = error;
    if (error.remedy === 'never')
        return error;
    const last = { ...error, remedy: 'never', budget: 'never', cause };
    if (code !== 'network' && code !== 'protocol')
        return new ExportError(code, message, last);
    if (code === 'protocol')
        return new ExportError('download', message, last);
    const hint = 'Run the step again with the same export-id: the provider keeps the exported files.';
    return new ExportError('download', message, { ...last, hint });
}

;// CONCATENATED MODULE: ./lib/download/flow.js


const SAMPLES = 12;
async function whileFlowing({ label, clock, limits, signal }, work) {
    const { windowMs, minBytesPerSecond } = limits;
    const stall = new AbortController();
    const done = new AbortController();
    const stopped = AbortSignal.any([signal, done.signal]);
    let bytes = 0;
    async function watch() {
        const samples = [bytes];
        for (;;) {
            await clock.sleep(windowMs / SAMPLES, stopped);
            if (stopped.aborted)
                return;
            samples.push(bytes);
            if (samples.length <= SAMPLES)
                continue;
            const windowStart = samples.shift() ?? 0;
            if (bytes - windowStart < (minBytesPerSecond * windowMs) / 1000)
                break;
        }
        const speed = `below ${prettyBytes(minBytesPerSecond, { binary: true })}/s for ${Math.round(windowMs / 1000)} s`;
        stall.abort(new ExportError('network', `The download of ${label} stalled: ${speed}.`, { remedy: 'retry' }));
    }
    const watching = watch();
    try {
        return await work({
            signal: AbortSignal.any([signal, stall.signal]),
            add(more) {
                bytes += more;
            },
        });
    }
    catch (error) {
        throw stall.signal.aborted ? stall.signal.reason : error;
    }
    finally {
        done.abort();
        await watching;
    }
}

;// CONCATENATED MODULE: ./lib/download/refusal.js





const refusal_FAILED = { code: 'download', message: '{label} cannot be downloaded: {what}.' };
const DELETED = 'The provider may have deleted the files already: start a new export.';
const BUSY = {
    ...refusal_FAILED,
    when: /^(?:2\d\d|408|425|429|5\d\d)\b|^\d+ (?:RequestTimeout|SlowDown)$/,
    remedy: 'later',
    hint: '',
};
const REFUSED = {
    ...refusal_FAILED,
    when: /^/,
    remedy: 'never',
    hint: '',
};
const STORE = [
    BUSY,
    {
        ...refusal_FAILED,
        when: / SignatureDoesNotMatch$/,
        remedy: 'refresh-link',
        hint: 'A proxy that rewrites URLs between the runner and the store can cause this.',
    },
    { ...refusal_FAILED, when: /^404\b/, remedy: 'refresh-link', hint: DELETED },
    {
        code: 'download',
        when: /^(?:401|403|410)\b|^400 (?:ExpiredToken|InvalidToken|TokenRefreshRequired)$/,
        remedy: 'refresh-link',
        message: 'The link to {label} has expired or was rejected: {what}.',
        hint: 'Run the step again with the same export-id: it requests a fresh link.',
    },
    REFUSED,
];
const DENIED = { ...refusal_FAILED, remedy: 'later', budget: 'missing' };
const API = [
    BUSY,
    { ...DENIED, when: /^401\b/, code: 'auth', hint: 'Check that the credential is still valid.' },
    {
        ...DENIED,
        when: /^403\b/,
        code: 'forbidden',
        hint: 'Give the credential the permission to download this export.',
    },
    { ...DENIED, when: /^404\b/, code: 'not-found', hint: DELETED },
    { ...DENIED, when: /^410\b/, hint: DELETED },
    REFUSED,
];
function refusalOf({ label, provider, redact, clock }, file, { status, headers, url }, text) {
    const isApi = file.credential === 'session' && url.origin === new URL(file.url).origin;
    const code = isApi ? storeErrorCode(text) : linkErrorCode(headers, text);
    const { reason, advice, requestId } = problemIn({ headers, ...parseBody(isApi ? text : '', redact) }, provider);
    const detail = isApi ? reason && `, "${reason}"` : code && ` ${code}`;
    const hint = isApi ? advice || provider.hints[status] : [401, 403, 404].includes(status) && file.hint;
    return failureFrom(isApi ? API : STORE, `${status} ${code}`.trim(), { label, what: `${url.host} returned HTTP ${status}${detail}` }, {
        ...(hint && { hint }),
        requestId,
        retryAfterMs: retryAfterMs(headers, clock.date()),
        httpStatus: status,
    });
}
function linkErrorCode(headers, text) {
    if (/signature did not match/i.test(text))
        return 'SignatureDoesNotMatch';
    const header = headers['x-ms-error-code'] ?? '';
    return storeErrorCode(text) || (/^\w{1,64}$/.test(header) ? header : '');
}

;// CONCATENATED MODULE: ./lib/download/ranges.js






function createDivider({ file, clock, limits, representation }, { headers }, isFirst) {
    const startMs = clock.now();
    const { totalBytes = 0, validator } = representation ?? {};
    const isDivisible = isFirst &&
        limits.parallelRanges > 1 &&
        file.credential === 'none' &&
        headers['accept-ranges'] === 'bytes' &&
        validator?.startsWith('"') === true;
    return bytes => isDivisible &&
        bytes >= limits.probedBytes &&
        totalBytes - bytes > limits.undividedBytes &&
        bytes * 1000 < limits.slowBytesPerSecond * (clock.now() - startMs);
}
async function receiveRanges(task, { received }) {
    const { part, limits, representation } = task;
    const { totalBytes = 0 } = representation ?? {};
    const stop = new AbortController();
    const ranges = { ...task, signal: AbortSignal.any([task.signal, stop.signal]) };
    const pending = [];
    const appendNext = async () => {
        for (const chunk of (await pending.shift()) ?? []) {
            await part.append(chunk);
            received(part.bytes());
        }
    };
    try {
        for (let start = part.bytes(); start < totalBytes; start += limits.rangeBytes) {
            if (pending.length === limits.parallelRanges)
                await appendNext();
            const range = fetchRange(ranges, start, Math.min(totalBytes, start + limits.rangeBytes));
            range.catch(() => { });
            pending.push(range);
        }
        while (pending.length > 0)
            await appendNext();
    }
    finally {
        stop.abort(new ExportError('internal', 'The other ranges are no longer needed.'));
    }
}
async function fetchRange(task, start, end) {
    const { label, limits } = task;
    let chunks = [];
    let at = start;
    let wrongResponses = 0;
    async function receive({ file, received }, flow) {
        const { response, placement } = await requestBytes(task, file, flow.signal, { at, end });
        try {
            if (placement.kind !== 'rest')
                return false;
            for await (const chunk of response.body) {
                flow.add(chunk.length);
                chunks.push(chunk);
                at += chunk.length;
                if (at > end)
                    return false;
                received(at);
            }
            if (at < end)
                throw new ExportError('network', `A range of ${label} ended early.`, { remedy: 'retry' });
            return file.size !== undefined || !response.hasExcess();
        }
        finally {
            response.close();
        }
    }
    const wrongRange = new ExportError('network', `The server did not send the requested range of ${label}.`, {
        remedy: 'retry',
    });
    const isReceived = await attempted(task, async (attempt) => {
        if (await whileFlowing(task, flow => receive(attempt, flow)))
            return true;
        chunks = [];
        at = start;
        wrongResponses += 1;
        if (wrongResponses === limits.contentAttempts)
            return false;
        throw wrongRange;
    });
    if (isReceived)
        return chunks;
    throw wrongRange;
}
const MAX_REASON_BYTES = 256 * 1024;
async function requestBytes(task, file, signal, missing) {
    const { representation, ignoresConditions } = task;
    const held = { bytes: missing.at, end: missing.end, representation, size: file.size, ignoresConditions };
    const response = await task.open(file, rangeHeaders(held), signal);
    if (isConditionIgnored(response, held)) {
        response.close();
        task.ignoresConditions = true;
        return requestBytes(task, file, signal, missing);
    }
    const placement = classifyRangeResponse(response, held);
    if (placement)
        return { response, placement };
    throw refusalOf(task, file, response, await readText(response, MAX_REASON_BYTES).catch(() => ''));
}

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __nccwpck_require__(57075);
;// CONCATENATED MODULE: external "node:stream/promises"
const external_node_stream_promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream/promises");
;// CONCATENATED MODULE: ./lib/download/archive.js



const MAX_COMMENT_BYTES = 0xffff;
const LINE_BREAK = /^(?:\r?\n)?$/;
const IN_RECORD64 = 0xffffffff;
const ENTRY = 0x02014b50;
const END = { signature: 0x06054b50, bytes: 22 };
const RECORD64 = { signature: 0x06064b50, bytes: 56 };
const archive_LOCATOR = { signature: 0x07064b50, bytes: 20 };
async function piece(read, start, bytes) {
    const chunks = [];
    let length = 0;
    for await (const chunk of read(start)) {
        chunks.push(chunk);
        length += chunk.length;
        if (length >= bytes)
            break;
    }
    return Buffer.concat(chunks).subarray(0, bytes);
}
function isRecord(bytes, { signature, bytes: length }) {
    return bytes.length >= length && bytes.readUInt32LE() === signature;
}
function endRecordIn(tail) {
    for (let at = tail.length - END.bytes; at >= 0; at -= 1) {
        if (tail.readUInt32LE(at) !== END.signature)
            continue;
        const end = at + END.bytes + tail.readUInt16LE(at + 20);
        if (end <= tail.length && LINE_BREAK.test(tail.toString('latin1', end, end + 3)))
            return at;
    }
    return undefined;
}
async function directory64(read, before, size) {
    const locator = before.subarray(-archive_LOCATOR.bytes);
    const start = isRecord(locator, archive_LOCATOR) ? Number(locator.readBigUInt64LE(8)) : size;
    const record = start < size ? await piece(read, start, RECORD64.bytes) : Buffer.alloc(0);
    if (!isRecord(record, RECORD64))
        return undefined;
    return { start: Number(record.readBigUInt64LE(48)), bytes: Number(record.readBigUInt64LE(40)) };
}
async function isWholeZip(read, size) {
    const tailStart = Math.max(0, size - archive_LOCATOR.bytes - END.bytes - MAX_COMMENT_BYTES - '\r\n'.length);
    const tail = await piece(read, tailStart, size - tailStart);
    const at = endRecordIn(tail);
    if (at === undefined)
        return false;
    const plain = { bytes: tail.readUInt32LE(at + 12), start: tail.readUInt32LE(at + 16) };
    const isLarge = plain.bytes === IN_RECORD64 || plain.start === IN_RECORD64;
    const directory = isLarge ? await directory64(read, tail.subarray(0, at), size) : plain;
    const end = tailStart + at;
    if (directory === undefined || directory.start + directory.bytes > end)
        return false;
    if (directory.bytes === 0)
        return directory.start === end;
    return (await piece(read, directory.start, 4)).readUInt32LE() === ENTRY;
}
async function isWholeGzip(read, size) {
    if (await isInflatable(read, size))
        return true;
    const end = (await piece(read, Math.max(0, size - '\r\n'.length), '\r\n'.length)).toString('latin1');
    const [lineBreak = ''] = /\r?\n$/.exec(end) ?? [];
    return lineBreak !== '' && isInflatable(read, size - lineBreak.length);
}
async function isInflatable(read, size) {
    async function* from(start) {
        let at = start;
        for await (const chunk of read(start)) {
            yield chunk.subarray(0, size - at);
            at += chunk.length;
            if (at >= size)
                return;
        }
    }
    const gunzip = (0,external_node_zlib_.createGunzip)();
    try {
        await (0,external_node_stream_promises_namespaceObject.pipeline)(from(0), gunzip, new external_node_stream_.Writable({ write: (_chunk, _encoding, done) => done() }));
    }
    catch (error) {
        if (/^Z_/.test(String(error.code)))
            return false;
        throw error;
    }
    for await (const chunk of from(gunzip.bytesWritten))
        if (chunk.some(byte => byte !== 0))
            return false;
    return true;
}

;// CONCATENATED MODULE: ./lib/download/json.js

async function findingIn(read, { encoding, untilEnd, list, }) {
    const fields = createErrorFields();
    const scanner = new JsonScanner(fields.add, list);
    const isError = () => scanner.documents === 1 && scanner.hasEnded() && fields.isError(scanner.isList());
    for await (const text of json_decoded(read, encoding)) {
        scanner.scan(text);
        const broken = scanner.hasKeys ? 'damaged' : 'other';
        if (scanner.isBroken)
            return { kind: isError() ? 'error' : broken };
        if (!untilEnd && !(fields.mayBeError() && scanner.documents < 2))
            return { kind: 'document' };
    }
    if (!scanner.hasEnded())
        return { kind: 'cut' };
    if (isError())
        return { kind: 'error' };
    return scanner.documents > 1 ? { kind: 'lines' } : { kind: 'document', count: scanner.count };
}
async function* json_decoded(read, encoding) {
    const decoder = new TextDecoder(encoding);
    for await (const chunk of read(0))
        yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
}
const CHECKED_DEPTH = 10_000;
const MAX_KEY_CHARS = 64;
class JsonScanner {
    documents = 0;
    isBroken = false;
    hasKeys = false;
    count;
    #closing = [];
    #onKey;
    #countedKey;
    #depth = 0;
    #isLineNew = true;
    #isInString = false;
    #isEscaped = false;
    #isKeyDue = false;
    #key;
    #lastKey = '';
    #isInCountedList = false;
    #isItemDue = false;
    constructor(onKey, countedKey) {
        this.#onKey = onKey;
        this.#countedKey = countedKey;
    }
    scan(piece) {
        let at = 0;
        while (at < piece.length && !this.isBroken) {
            if (this.#isInString)
                at = this.#takeString(piece, at);
            else
                this.#take(piece.charAt(at++));
        }
    }
    hasEnded() {
        return this.documents > 0 && this.#depth === 0;
    }
    isList() {
        return this.#closing[0] === ']';
    }
    #take(unit) {
        switch (unit) {
            case '\n':
            case '\r':
                this.#isLineNew = true;
                break;
            case '\t':
            case ' ':
                break;
            case '"':
                this.isBroken ||= this.#depth === 0;
                this.#isInString = true;
                this.#key = this.#isKeyDue ? '' : undefined;
                this.#isKeyDue = false;
                this.#countItem();
                break;
            case '[':
            case '{':
                this.#open(unit);
                break;
            case ']':
            case '}':
                this.isBroken ||= this.#depth === 0 || (this.#closing[this.#depth - 1] ?? unit) !== unit;
                if (this.isBroken)
                    break;
                this.#depth -= 1;
                this.#isKeyDue = false;
                this.#isItemDue = false;
                this.#isInCountedList &&= this.#depth >= 2;
                this.#isLineNew = false;
                break;
            case ',':
                this.isBroken ||= this.#depth === 0;
                this.#isKeyDue = this.#depth === this.#keyDepth() && this.#closing[this.#depth - 1] === '}';
                this.#isItemDue = this.#isInCountedList && this.#depth === 2;
                break;
            default:
                this.isBroken ||= this.#depth === 0 || this.#isKeyDue;
                this.#countItem();
        }
    }
    #keyDepth() {
        return this.isList() ? 2 : 1;
    }
    #countItem() {
        if (!this.#isItemDue)
            return;
        this.#isItemDue = false;
        this.count = (this.count ?? 0) + 1;
    }
    #open(unit) {
        const isTop = this.#depth === 0;
        this.isBroken ||= this.#isKeyDue || (isTop && !this.#isLineNew);
        if (isTop)
            this.documents += 1;
        this.#countItem();
        const isCounted = this.#depth === 1 && !this.isList() && this.#lastKey === this.#countedKey;
        if (this.#depth < CHECKED_DEPTH)
            this.#closing[this.#depth] = unit === '[' ? ']' : '}';
        this.#depth += 1;
        this.#isKeyDue = unit === '{' && this.#depth === this.#keyDepth();
        if (!isCounted || unit !== '[')
            return;
        this.count = 0;
        this.#isInCountedList = true;
        this.#isItemDue = true;
    }
    #takeString(piece, start) {
        let at = start;
        while (at < piece.length && this.#isInString) {
            const unit = piece.charAt(at++);
            if (this.#isEscaped)
                this.#isEscaped = false;
            else if (unit === '\\')
                this.#isEscaped = true;
            else if (unit === '"')
                this.#isInString = false;
        }
        if (this.#key !== undefined)
            this.#takeKey(piece.slice(start, this.#isInString ? at : at - 1));
        return at;
    }
    #takeKey(text) {
        const key = `${this.#key}${text.slice(0, MAX_KEY_CHARS)}`.slice(0, MAX_KEY_CHARS);
        this.#key = this.#isInString ? key : undefined;
        if (this.#isInString)
            return;
        this.#lastKey = key;
        this.hasKeys = true;
        this.#onKey(key);
    }
}

;// CONCATENATED MODULE: ./lib/download/verify.js




async function verify(task, file, flow) {
    const { label, part, representation } = task;
    if (!representation)
        throw new ExportError('internal', `Nothing is known about ${label}.`);
    const stated = statedBy(file, representation);
    checkEnd(task, file, representation);
    verify_checkContent(task, file, representation, stated);
    checkSize(task, file, representation);
    await part.flush();
    const digests = part.digests();
    const wrong = representation.checksums.find(({ algorithm, expected }) => digests[algorithm] !== expected);
    if (wrong)
        throw contentFailure(`${label} was damaged in transit: its ${wrong.algorithm} does not match the ${wrong.header} header.`);
    async function* read(start) {
        for await (const chunk of part.read(start)) {
            flow.signal.throwIfAborted();
            flow.add(chunk.length);
            yield chunk;
        }
    }
    return { sha256: digests.sha256, ...(await checkStructure(task, file, stated, read)) };
}
function statedBy({ size }, { checksums, totalBytes }) {
    if (size !== undefined)
        return 'declared-size';
    if (checksums.length > 0)
        return 'checksum';
    return totalBytes === undefined ? undefined : 'content-length';
}
function contentFailure(message) {
    return new ExportError('download', message, { remedy: 'start-over' });
}
function replacedFailure({ label, provider }, what) {
    const { content: hint = '' } = provider.hints;
    return new ExportError('download', `${label} is ${what}.`, {
        remedy: 'refresh-link',
        budget: 'start-over',
        hint,
    });
}
function warn({ emit }, text) {
    emit({ kind: 'warning', topic: text, text });
}
function checkEnd({ label, part }, { size }, { totalBytes }) {
    const bytes = part.bytes();
    if (totalBytes !== undefined && bytes < totalBytes && bytes <= (size ?? bytes))
        throw new ExportError('network', `${label} ended after ${bytes} of ${totalBytes} bytes.`, {
            remedy: 'retry',
        });
    if (bytes === 0)
        throw new ExportError('download', `${label} is empty: it has 0 bytes.`, {
            remedy: 'later',
            budget: 'missing',
            hint: 'The provider may still be writing the file. Run the step again.',
        });
}
function verify_checkContent(task, { size, format }, { mediaType }, stated) {
    const { label, part } = task;
    const sample = { head: part.head(), bytes: part.bytes(), mediaType };
    const problem = contentProblem(sample, format);
    if (sample.bytes === size) {
        if (problem)
            warn(task, `${label} is ${problem}. It has the size that the provider declared, so it is kept.`);
        return;
    }
    if (problem)
        throw replacedFailure(task, problem);
    if (isEmptyObject(sample))
        warn(task, `${label} is an empty JSON object.`);
    const doubt = format === 'csv' ? doubtfulTable(sample) : undefined;
    if (doubt === 'message')
        throw replacedFailure(task, insteadOf('a message', format));
    if (doubt === 'header' && !stated)
        throw replacedFailure(task, insteadOf('a single line', format));
    if (doubt)
        warn(task, `${label} is a single line: a table without rows, or a message in its place.`);
}
function checkSize({ label, part, hasExcess }, { size }, { totalBytes }) {
    const bytes = part.bytes();
    if (size !== undefined && bytes > size)
        throw contentFailure(`${label} has more bytes than the ${size} that the provider declared.`);
    if (size !== undefined && bytes < size)
        throw contentFailure(`${label} has ${bytes} bytes, but the provider declared ${size}.`);
    if (bytes > (totalBytes ?? bytes) || (hasExcess && size === undefined))
        throw contentFailure(`${label} has more bytes than ${totalBytes === undefined ? 'its chunks' : `the ${totalBytes} that the server announced`}.`);
}
const STRUCTURED = ['zip', 'gzip', 'json'];
async function checkStructure(task, file, stated, read) {
    const { label, part, representation } = task;
    const isEndDelimited = representation?.isEndDelimited === true;
    const unverifiable = () => contentFailure(`Cannot verify ${label}: the server sent neither its length nor a checksum.`);
    if (!stated && !isEndDelimited && !STRUCTURED.includes(file.format))
        throw unverifiable();
    const { kind, count: rowCount } = await checkJson(task, file, stated, read);
    if (stated)
        return { verifiedBy: stated, rowCount };
    if (kind === 'document' || (await hasArchiveEnd(task, read)))
        return { verifiedBy: 'structure', rowCount };
    if (!isEndDelimited)
        throw unverifiable();
    if (file.format === 'csv' || contentOf(part.head()) === 'csv')
        await warnOfOpenLine(task, read);
    return { verifiedBy: 'chunked', rowCount };
}
async function checkJson(task, { size, format }, stated, read) {
    const { label, part, provider } = task;
    const list = provider.content?.count;
    if (contentOf(part.head()) !== 'json' || (size !== undefined && list === undefined))
        return {};
    const untilEnd = stated === undefined || list !== undefined;
    const finding = await findingIn(read, { encoding: encodingOf(part.head()), untilEnd, list });
    const { kind } = finding;
    if (kind === 'error' && size === undefined)
        throw replacedFailure(task, insteadOf('an error message', format));
    if (kind === 'cut')
        throw contentFailure(`${label} is cut short: its JSON does not end.`);
    if (kind === 'damaged')
        throw contentFailure(`${label} is damaged: its JSON is invalid.`);
    if (kind === 'other' && format === 'json')
        throw contentFailure(`${label} is damaged: it is not JSON.`);
    return finding;
}
async function hasArchiveEnd({ label, part }, read) {
    const content = contentOf(part.head());
    if (content === 'zip' && !(await isWholeZip(read, part.bytes())))
        throw contentFailure(`${label} is cut short or damaged: its zip archive has no valid end.`);
    const isGzip = content === 'gzip' || content === 'tar.gz';
    if (isGzip && !(await isWholeGzip(read, part.bytes())))
        throw contentFailure(`${label} is cut short or damaged: its gzip data has no valid end.`);
    return content === 'zip' || isGzip;
}
async function warnOfOpenLine(task, read) {
    const { label, part } = task;
    const end = [];
    for await (const chunk of read(Math.max(0, part.bytes() - 2)))
        end.push(chunk);
    if (/[\r\n]/.test(Buffer.concat(end).toString('latin1')))
        return;
    warn(task, `${label} may be cut short: its last line has no line break, and the server sent neither its length nor a checksum.`);
}

;// CONCATENATED MODULE: ./lib/download/transfer.js









async function transfer(task) {
    const { part, clock, redact } = task;
    const startedMs = clock.now();
    return attempted(task, async (attempt) => {
        const isSlow = await whileFlowing(task, flow => receive(task, attempt, flow));
        if (isSlow)
            await receiveRanges(task, attempt);
        const verified = await whileFlowing(task, flow => verify(task, attempt.file, flow));
        const { disposition = '' } = task.representation ?? {};
        const head = part.head();
        const name = file_name_nameOf({ ...attempt.file, head, disposition }, redact);
        return {
            path: part.path,
            name,
            size: part.bytes(),
            ...verified,
            isCompressed: isCompressed(head, name),
            elapsedMs: clock.now() - startedMs,
        };
    });
}
async function receive(task, attempt, flow) {
    const { label, part } = task;
    const { file } = attempt;
    const isFirst = task.representation === undefined;
    const { response, placement } = await requestBytes(task, file, flow.signal, { at: part.bytes() });
    try {
        if (placement.kind === 'unresumable') {
            const { reason, budget } = placement;
            const details = { remedy: 'start-over', budget };
            throw new ExportError('network', `${label} cannot be resumed: ${reason}.`, details);
        }
        task.representation = placement.representation;
        task.hasExcess = false;
        if (placement.kind === 'complete')
            return false;
        if (placement.kind === 'whole') {
            const { checksums, totalBytes = 0 } = placement.representation;
            await part.restart(checksums.map(({ algorithm }) => algorithm));
            if (file.size === undefined)
                await requireSpace((0,external_node_path_.dirname)(part.path), totalBytes);
        }
        const isWorthDividing = createDivider(task, response, isFirst);
        for await (const chunk of response.body) {
            flow.add(chunk.length);
            const pressure = part.append(chunk);
            if (pressure)
                await pressure;
            attempt.received(part.bytes());
            if (part.bytes() > (file.size ?? Number.POSITIVE_INFINITY))
                return false;
            if (isWorthDividing(part.bytes()))
                return true;
        }
        task.hasExcess = response.hasExcess();
        return false;
    }
    finally {
        response.close();
    }
}

;// CONCATENATED MODULE: ./lib/download/download.js










async function downloadAll({ files, exports = 1, ...target }, ports, limits = DOWNLOAD_LIMITS) {
    const { slots, clock, emit, redact, signal } = ports;
    signal.throwIfAborted();
    const folder = await prepareFolder(target.folder, target.roots);
    const declaredBytes = files.reduce((sum, { size = 0 }) => sum + size, 0);
    await requireSpace(folder, declaredBytes);
    const isDeclared = files.every(({ size }) => size !== undefined);
    emit({ kind: 'downloading', files: files.length, bytes: isDeclared ? declaredBytes : undefined });
    const temporary = await createTemporaryFolder(folder, clock.date());
    const atOnce = Math.min(files.length * exports, limits.parallelFiles);
    const share = atOnce > 1 ? { ...limits, batchBytes: limits.batchBytes / atOnce, parallelRanges: 1 } : limits;
    const failure = new AbortController();
    const shared = {
        ...ports,
        links: shareLinks(files, ports.refresh, { clock, refreshMs: limits.refreshMs }),
        hosts: createHosts(limits),
        limits: share,
        signal: AbortSignal.any([signal, failure.signal]),
    };
    const download = async (file, index) => {
        shared.signal.throwIfAborted();
        const name = file_name_nameOf(file, redact);
        const label = files.length === 1 ? name : `${name} (file ${index + 1} of ${files.length})`;
        const part = await createPartFile((0,external_node_path_.join)(temporary, String(index + 1)), share.batchBytes);
        try {
            return await transfer({
                ...shared,
                file,
                label,
                part,
                rejectedVersion: -1,
                representation: undefined,
                hasExcess: false,
                ignoresConditions: false,
            });
        }
        finally {
            await part.close();
        }
    };
    try {
        const results = await slots.map(files, (file, index) => download(file, index).catch((error) => failure.abort(error)));
        shared.signal.throwIfAborted();
        const downloaded = results.filter(file => file !== undefined);
        const names = distinctNames(downloaded.map(({ name }) => name));
        const published = downloaded.map((file, index) => {
            const name = names[index] ?? file.name;
            return { ...file, name, path: (0,external_node_path_.join)(folder, name) };
        });
        const moves = downloaded.map(({ path }, index) => ({ from: path, to: published[index]?.path ?? path }));
        await publish(moves, { clock, signal });
        for (const file of published)
            emit({ kind: 'downloaded', file });
        return published;
    }
    finally {
        await (0,promises_.rm)(temporary, { recursive: true, force: true }).catch(() => undefined);
    }
}

// EXTERNAL MODULE: external "node:dns"
var external_node_dns_ = __nccwpck_require__(40610);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __nccwpck_require__(77030);
;// CONCATENATED MODULE: ./lib/http/addresses.js




const PRIVATE = new external_node_net_.BlockList();
const IPV4_RANGES = `
  0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16
  172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 198.18.0.0/15 224.0.0.0/3
`;
const IPV6_RANGES = '::/96 ::ffff:0:0:0/96 64:ff9b:1::/48 2001::/32 2002::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8';
const NAT64 = '64:ff9b::';
for (const [network = '', prefix] of rangesIn(IPV4_RANGES)) {
    PRIVATE.addSubnet(network, Number(prefix), 'ipv4');
    PRIVATE.addSubnet(`${NAT64}${network}`, 96 + Number(prefix), 'ipv6');
}
for (const [network = '', prefix] of rangesIn(IPV6_RANGES))
    PRIVATE.addSubnet(network, Number(prefix), 'ipv6');
function rangesIn(text) {
    return text
        .trim()
        .split(/\s+/)
        .map(range => range.split('/'));
}
const PRIVATE_NAME = /^(127\..*|ip6-(localhost|loopback)|(.*\.)?(localhost[46]?|localdomain[46]?|internal))\.?$/i;
function isPrivateAddress(address) {
    const family = (0,external_node_net_.isIP)(address);
    return family !== 0 && PRIVATE.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
function isPrivateHost(hostname) {
    return PRIVATE_NAME.test(hostname) || isPrivateAddress(hostname.replace(/^\[|\]$/g, ''));
}
function refusal(hostname, why) {
    return new ExportError('protocol', `The provider sent a link to ${hostname}, ${why}. The link was not followed.`, {
        hint: 'Links from a public API must use https and lead to public addresses. Report this to the provider.',
    });
}
function createAddressGuard(apiUrl, origins = [], resolve = external_node_dns_.lookup) {
    const named = origins.map(origin => new URL(origin).hostname);
    let apiIsPrivate = isPrivateHost(apiUrl.hostname) || undefined;
    const isAllowed = (hostname, addresses) => {
        const isPrivate = addresses.some(({ address }) => isPrivateAddress(address));
        if (hostname !== apiUrl.hostname)
            return named.includes(hostname) || apiIsPrivate === true || !isPrivate;
        apiIsPrivate ??= isPrivate;
        return true;
    };
    return {
        check({ protocol, hostname }) {
            if (protocol === 'http:' && !isLoopback(hostname))
                throw refusal(hostname, 'which does not use https');
            if (apiIsPrivate !== true && !named.includes(hostname) && isPrivateHost(hostname))
                throw refusal(hostname, 'which is a private address');
        },
        lookup(hostname, options, callback) {
            resolve(hostname, { ...options, all: true }, (error, addresses) => {
                if (error)
                    return callback(error, []);
                if (!isAllowed(hostname, addresses))
                    return callback(refusal(hostname, 'which resolves to a private address'), []);
                const [first] = addresses;
                if (options.all || !first)
                    callback(null, addresses);
                else
                    callback(null, first.address, first.family);
            });
        },
    };
}

// EXTERNAL MODULE: external "node:buffer"
var external_node_buffer_ = __nccwpck_require__(4573);
// EXTERNAL MODULE: external "node:tls"
var external_node_tls_ = __nccwpck_require__(41692);
// EXTERNAL MODULE: ./node_modules/@actions/http-client/lib/index.js + 2 modules
var lib = __nccwpck_require__(75186);
;// CONCATENATED MODULE: ./lib/http/client.js






class WatchedClient extends lib/* HttpClient */.Qq {
    hasExcess = false;
    #onConnected;
    constructor(userAgent, prepareRequest, onConnected) {
        const handler = {
            prepareRequest,
            canHandleAuthentication: () => false,
            handleAuthentication: () => Promise.reject(new Error('not supported')),
        };
        super(userAgent, [handler], { allowRedirects: false, allowRetries: false, keepAlive: false });
        this.#onConnected = onConnected;
    }
    requestRawWithCallback(...[info, data, onResult]) {
        const request = (options, onResponse) => info.httpModule.request(options, onResponse).once('socket', socket => this.#watch(socket));
        super.requestRawWithCallback({ ...info, httpModule: { request } }, data, (error, response) => {
            const message = response?.message;
            message?.req.on('error', ({ code = '' }) => {
                if (message.complete && code.startsWith('HPE_'))
                    this.hasExcess = true;
            });
            onResult(error, response);
        });
    }
    #watch(socket) {
        if (socket instanceof external_node_tls_.TLSSocket)
            socket.once('secureConnect', this.#onConnected);
        else if (socket.connecting)
            socket.once('connect', this.#onConnected);
        else
            this.#onConnected();
    }
}
async function* client_bodyOf(message, url, signal) {
    try {
        yield* message;
    }
    catch (error) {
        throw signal.aborted ? signal.reason : brokenBody(error, url);
    }
}
const TEXT_HEADERS = ['content-disposition', 'location'];
const CODINGS = [
    'gzip',
    'x-gzip',
    'deflate',
    'compress',
    'x-compress',
    'br',
    'zstd',
    'dcb',
    'dcz',
    'exi',
    'pack200-gzip',
    'aes128gcm',
];
function codingOf(headers) {
    const codings = (name) => (headers[name] ?? '').split(',').map(coding => coding.trim().toLowerCase());
    return (codings('content-encoding').find(coding => CODINGS.includes(coding)) ??
        codings('transfer-encoding').find(coding => !['', 'identity', 'chunked'].includes(coding)));
}
function createSend({ userAgent, caCertificate, addresses, }) {
    const trust = caCertificate && {
        secureContext: (0,external_node_tls_.createSecureContext)({ ca: [...(0,external_node_tls_.getCACertificates)('default'), caCertificate] }),
    };
    return async ({ method, url, headers, body, onConnected = () => undefined }, signal) => {
        signal.throwIfAborted();
        addresses.check(url);
        const prepare = request => {
            request.signal = signal;
            request.lookup = addresses.lookup;
            const { agent } = request;
            if (typeof agent !== 'object')
                return;
            if ('options' in agent)
                Object.assign(agent.options, trust);
            if ('proxyOptions' in agent)
                Object.assign(agent.proxyOptions, { ...trust, signal });
            else
                request.host = request.host?.replace(/^\[|\]$/g, '');
        };
        const client = new WatchedClient(userAgent, prepare, onConnected);
        try {
            const pending = client
                .request(method, url.href, body ?? null, { ...headers, 'accept-encoding': 'identity' })
                .then(response => response.message);
            pending.then(message => signal.aborted && message.destroy()).catch(() => undefined);
            const message = await raceAbort(pending, signal);
            message.on('error', () => undefined);
            const fields = Object.entries(message.headers).map(([name, value = '']) => {
                const bytes = Buffer.from(String(value), 'latin1');
                return [name, TEXT_HEADERS.includes(name) && (0,external_node_buffer_.isUtf8)(bytes) ? bytes.toString() : String(value)];
            });
            const response = {
                status: message.statusCode ?? 0,
                headers: Object.fromEntries(fields),
                url,
                body: client_bodyOf(message, url, signal),
                hasExcess: () => client.hasExcess,
                close: () => void message.destroy(),
            };
            const coding = codingOf(response.headers);
            if (coding !== undefined) {
                response.close();
                throw new ExportError('protocol', `${url.host} sent a response (HTTP ${response.status}) compressed as ${coding}, which was not requested.`, {
                    remedy: 'retry',
                    budget: 'malformed',
                    hint: 'Check whether a proxy changes responses. If none does, the server always compresses this one, and the action cannot use it.',
                });
            }
            return response;
        }
        catch (error) {
            throw signal.aborted ? signal.reason : transportFailure(error, url);
        }
    };
}

;// CONCATENATED MODULE: ./lib/http/credential.js



function fixedCredential(alternatives) {
    let current = 0;
    let isAccepted = false;
    return {
        headers: async () => alternatives[current] ?? {},
        onStatus(sent, status) {
            if (status < 400)
                isAccepted = true;
            if (status !== 401 || isAccepted)
                return 'kept';
            if (sent !== alternatives[current])
                return 'replaced';
            current = (current + 1) % alternatives.length;
            return current > 0 ? 'replaced' : 'kept';
        },
    };
}
const EXPIRED = { renewAtMs: Number.NEGATIVE_INFINITY, expiresAtMs: Number.NEGATIVE_INFINITY };
const MARGIN_SHARE = 0.2;
const MIN_MARGIN_MS = 60_000;
const MAX_LIFETIME_MS = 30 * 24 * 3600 * 1000;
const UNLIMITED_MS = Number.MAX_SAFE_INTEGER;
const MAX_TOKEN_CHARS = 16 * 1024;
const RENEWAL_RETRY_MS = 60_000;
const credential_SETTLING_MS = 10_000;
function loginCredential(login, { place, vault, clock }, run) {
    let token = { headers: {}, refreshToken: '', grantedMs: Number.NEGATIVE_INFINITY, ...EXPIRED };
    let isUnproven = false;
    let pending;
    const logIn = async (signal) => {
        try {
            return await run(login.logIn(place), signal);
        }
        catch (error) {
            throw loginFailure(error, login);
        }
    };
    const requestToken = async (signal) => {
        if (!login.renew || token.refreshToken === '')
            return logIn(signal);
        try {
            return await run(login.renew(place, token.refreshToken), signal);
        }
        catch (error) {
            if (!(error instanceof ExportError) || isOutage(error))
                throw error;
            return logIn(signal);
        }
    };
    const renew = async (signal) => {
        try {
            const { accessToken, refreshToken = '', expiresInMs = 0 } = await requestToken(signal);
            const secrets = [accessToken, refreshToken].filter(secret => secret !== '');
            const length = Math.max(...secrets.map(secret => secret.length));
            if (length > MAX_TOKEN_CHARS)
                throw malformed(`The login returned a token of ${length} characters; at most ${MAX_TOKEN_CHARS} are supported.`);
            for (const secret of secrets)
                vault.add(secret, 'rotating');
            const lifetimeMs = expiresInMs > 0 && expiresInMs <= MAX_LIFETIME_MS ? expiresInMs : UNLIMITED_MS;
            const marginMs = Math.min(Math.max(lifetimeMs * MARGIN_SHARE, MIN_MARGIN_MS), lifetimeMs / 2);
            const grantedMs = clock.now();
            const expiresAtMs = grantedMs + lifetimeMs;
            const headers = login.attach(accessToken);
            token = { headers, refreshToken, grantedMs, renewAtMs: expiresAtMs - marginMs, expiresAtMs };
        }
        catch (error) {
            const nowMs = clock.now();
            if (nowMs >= token.expiresAtMs)
                throw error;
            token = { ...token, renewAtMs: Math.min(nowMs + RENEWAL_RETRY_MS, token.expiresAtMs) };
        }
    };
    return {
        async headers(signal) {
            if (clock.now() >= token.renewAtMs) {
                pending ??= renew(signal).finally(() => {
                    pending = undefined;
                });
                await raceAbort(pending, signal);
            }
            return token.headers;
        },
        onStatus(sent, status) {
            if (sent !== token.headers)
                return status === 401 ? 'replaced' : 'kept';
            if (status !== 401) {
                isUnproven = false;
                return 'kept';
            }
            const nowMs = clock.now();
            if (nowMs < token.grantedMs + credential_SETTLING_MS)
                return 'unsettled';
            if (isUnproven && nowMs < token.renewAtMs)
                return 'refused';
            isUnproven = true;
            token = { ...token, ...EXPIRED };
            return 'replaced';
        },
    };
}
function isOutage({ budget }) {
    return ['retry', 'later', 'throttled'].includes(budget);
}
function loginFailure(error, { inputs }) {
    if (!(error instanceof ExportError) || !error.httpStatus || isOutage(error))
        return error;
    const { httpStatus, requestId, isPage } = error;
    const isRefused = [400, 401, 403].includes(httpStatus);
    return new ExportError(isRefused ? 'auth' : 'rejected', `The login failed. ${error.message}`, {
        hint: isRefused
            ? `Check ${inputs}, and that ${inputs.includes(' and ') ? 'they belong' : 'it belongs'} to this host.`
            : error.hint,
        requestId,
        httpStatus,
        isPage,
        cause: error,
    });
}

;// CONCATENATED MODULE: ./lib/http/redirects.js

const MAX_REDIRECTS = 5;
const MAX_LOCATION_CHARS = 8192;
const REDIRECTS = [301, 302, 303, 307, 308];
async function followRedirects(send, first, { scope, credential, isFinal, onRedirect }, signal) {
    let request = first;
    let isTrusted = true;
    for (let redirects = 0;; redirects++) {
        isTrusted &&= request.url.origin === first.url.origin;
        const headers = isTrusted ? { ...request.headers, ...credential } : request.headers;
        const response = await send({ ...request, headers }, signal);
        if (!REDIRECTS.includes(response.status) || scope === 'none')
            return response;
        if (await isFinal?.(response))
            return response;
        response.close();
        if (redirects === MAX_REDIRECTS)
            throw redirects_refusal(`more than ${MAX_REDIRECTS} times`, 'Check api-url: it seems to redirect in a loop.');
        const url = redirectTarget(response);
        if (scope === 'same-origin' && url.origin !== first.url.origin)
            throw redirects_refusal('to another host, which must not receive the credential');
        onRedirect(url);
        request = redirected(request, response.status, url);
    }
}
function redirected(request, status, url) {
    if (status >= 307 || request.method === 'HEAD')
        return { ...request, url };
    const { 'content-type': _, ...headers } = request.headers;
    return { method: 'GET', headers, url };
}
function redirectTarget({ headers, url }) {
    const location = headers.location ?? '';
    if (location === '')
        throw redirects_refusal('without a Location header');
    const target = location.length > MAX_LOCATION_CHARS ? null : URL.parse(location, url.href);
    if (!target)
        throw redirects_refusal('to an invalid address');
    if (!/^https?:$/.test(target.protocol))
        throw redirects_refusal('to an address that is not http or https');
    if (target.username !== '' || target.password !== '')
        throw redirects_refusal('to an address that contains credentials');
    if (url.protocol === 'https:' && target.protocol === 'http:')
        throw redirects_refusal('from https to http');
    return target;
}
function redirects_refusal(why, hint = 'Check api-url. Unsafe redirects are not followed.') {
    return new ExportError('protocol', `The response redirects ${why}.`, { hint });
}

;// CONCATENATED MODULE: ./lib/http/start.js


const NOT_STARTED = [
    { when: /^401/, meaning: {} },
    {
        when: /^(408|425|429|403 with Retry-After|503 with Retry-After as JSON)/,
        meaning: { remedy: 'later', budget: 'later' },
    },
    { when: /^(4|307|308)/, meaning: { code: 'rejected', remedy: 'never', budget: 'never' } },
];
function startFailure(error, { isConnected, response }, { repeat, docs, isRateLimit }) {
    const { message, cause, requestId, httpStatus } = error;
    const isRefused = error.remedy === 'never' || httpStatus !== undefined;
    if (!isConnected)
        return isRefused
            ? error
            : new ExportError(error.code, message, { ...error, cause, budget: 'unreachable' });
    const { status = 0, headers = {} } = response ?? {};
    const meaning = response && isRateLimit?.(response) ? 429 : status;
    const retryAfter = headers['retry-after'] === undefined ? '' : ' with Retry-After';
    const json = /[/+]json\b/i.test(headers['content-type'] ?? '') ? ' as JSON' : '';
    const row = NOT_STARTED.find(({ when }) => when.test(`${meaning}${retryAfter}${json}`));
    if (row) {
        const { code, ...details } = { ...error, ...row.meaning };
        return new ExportError(code, message, { ...details, cause });
    }
    if (repeat === 'safe')
        return error;
    const what = error.code === 'timed-out' ? 'there was no response before timeout.' : sentence(message);
    const why = `The request to start the export was sent, but its outcome is unknown: ${what}`;
    const hint = `Before you run the step again, look for a new export in the service: another run would start a second one. If there is one, pass its ID as export-id without start: true.${docs ? ` See ${docs}` : ''}`;
    return new ExportError('start-unknown', why, { hint, cause, requestId, httpStatus });
}

;// CONCATENATED MODULE: ./lib/http/session.js










const ATTEMPT_MS = 30_000;
const START_ATTEMPT_MS = 300_000;
function createSession(options) {
    const { send, provider, place, credentials, vault, clock, emit, attemptMs = ATTEMPT_MS } = options;
    const apiOrigin = new URL(place.apiUrl).origin;
    const transmit = ({ method, url: address, headers = {}, body }, credentialHeaders, { scope, isFinal }, signal, onConnected) => {
        const url = new URL(address);
        const redirects = {
            scope,
            isFinal,
            credential: url.origin === apiOrigin ? credentialHeaders : {},
            onRedirect: next => next.origin === apiOrigin || vault.maskLink(next.href),
        };
        return followRedirects(send, { method, url, headers, body, onConnected }, redirects, signal);
    };
    const attempt = async (request, credentialHeaders, signal, { classify, start }) => {
        const { host } = new URL(request.url);
        const limitMs = start ? START_ATTEMPT_MS : attemptMs;
        const error = () => new ExportError('network', `${host} did not respond within ${limitMs / 1000} s.`, {
            remedy: 'retry',
            hint: CHECK_ADDRESS,
        });
        const deadline = startDeadline(clock, { ms: limitMs, parent: signal, error });
        const scope = request.credential === 'session' && !start ? 'same-origin' : 'none';
        const read = async (response) => {
            const { status, headers } = response;
            const text = await (isGood(status) ? readText(response) : readErrorBody(response, clock, signal));
            const whole = { status, headers, ...parseBody(text, vault.redact), receivedAt: clock.date() };
            return { ...whole, meaning: classify?.(whole, request) };
        };
        const last = {};
        const isFinal = async (redirect) => {
            last.redirect = await read(redirect);
            return last.redirect.meaning !== undefined;
        };
        try {
            const redirects = { scope, isFinal: classify && isFinal };
            if (start)
                Object.assign(start, { isConnected: false, response: undefined });
            const onConnected = start &&
                (() => {
                    start.isConnected = true;
                });
            const response = await transmit(request, credentialHeaders, redirects, deadline.signal, onConnected);
            const whole = last.redirect?.meaning ? last.redirect : await read(response);
            if (start)
                start.response = whole;
            return whole;
        }
        finally {
            deadline.clear();
        }
    };
    const failed = (request, signal) => (error) => {
        const isOwn = error instanceof ExportError && !signal.aborted;
        throw isOwn ? errorOf(error, request, options) : error;
    };
    const requestJson = async (request, signal, requestOptions) => {
        const hasCredential = request.credential === 'session';
        const fail = failed(request, signal);
        const sendWith = (headers) => attempt(request, headers, signal, requestOptions).catch(fail);
        const { response, reaction } = hasCredential
            ? await withCredential(credential, apiOrigin, signal, sendWith)
            : { response: await sendWith({}), reaction: 'kept' };
        if (response.meaning)
            return response;
        if (!isGood(response.status)) {
            const context = { provider, place, credentials, reaction, purpose: requestOptions.purpose };
            fail(responseFailure(response, context, clock.date()));
        }
        if (response.json === undefined)
            fail(notJsonFailure(response, {
                host: new URL(request.url).host,
                redactBody: !hasCredential,
                hint: provider.hints.malformed,
            }));
        return response;
    };
    const credential = credentials.kind === 'headers'
        ? fixedCredential(credentials.headers)
        : loginCredential(credentials, options, async (exchange, signal) => {
            const { value } = await runExchange(exchange, undefined, request => requestJson({ ...request, credential: 'none' }, signal, { purpose: 'for a login' }));
            return value;
        });
    return {
        async run(exchange, signal, pending) {
            const classify = (response, request) => {
                const meaning = provider.classify?.(response, request);
                return meaning === 'pending' && !pending ? undefined : meaning;
            };
            let start;
            const sendRequest = (request, last) => {
                const headers = { 'cache-control': 'no-cache', ...request.headers };
                if (request.starts)
                    start = { isConnected: false, response: undefined };
                return requestJson({ ...request, headers }, signal, {
                    classify: provider.classify && classify,
                    purpose: pending ? (last ? 'for the results' : 'for the status') : 'for a start',
                    start: request.starts && start,
                });
            };
            const { value, last } = await runExchange(exchange, provider, sendRequest, pending).catch((error) => {
                throw start && error instanceof ExportError ? startFailure(error, start, provider) : error;
            });
            if (!last)
                return { value, pauseMs: 0 };
            const { headers } = last;
            const now = clock.date();
            warnAboutDeprecation(headers, provider, now, emit);
            return { value, pauseMs: Math.max(retryAfterMs(headers, now), rateLimitPauseMs(headers, now)) };
        },
        async open(file, headers, signal) {
            const { url, accept = '*/*', credential: kind } = file;
            const request = { method: 'GET', url, headers: { accept, ...headers }, credential: kind };
            const sendFile = (credentialHeaders) => transmit(request, credentialHeaders, { scope: 'any-origin' }, signal).catch(failed(file, signal));
            if (kind === 'session')
                return (await withCredential(credential, apiOrigin, signal, sendFile)).response;
            vault.maskLink(url);
            return sendFile({});
        },
    };
}
function isGood(status) {
    return status >= 200 && status <= 299;
}
const ERROR_BODY_MS = 5_000;
async function readErrorBody(response, clock, signal) {
    const done = new AbortController();
    void clock.sleep(ERROR_BODY_MS, AbortSignal.any([signal, done.signal])).then(response.close);
    try {
        return await readText(response);
    }
    catch {
        signal.throwIfAborted();
        return '';
    }
    finally {
        done.abort();
    }
}
async function withCredential(credential, apiOrigin, signal, send) {
    const attempt = async () => {
        const headers = await credential.headers(signal);
        const response = await send(headers);
        const isOwn = response.url === undefined || response.url.origin === apiOrigin;
        return { response, reaction: isOwn ? credential.onStatus(headers, response.status) : 'kept' };
    };
    const first = await attempt();
    if (first.reaction !== 'replaced' || first.response.meaning)
        return first;
    first.response.close?.();
    return attempt();
}
async function runExchange(exchange, provider, send, pending) {
    let last;
    for (;;) {
        const step = last ? resume(exchange, last, provider) : exchange.next();
        if (step.done)
            return { value: step.value, last };
        const response = await send(step.value, last);
        if (response.meaning === 'pending' && pending)
            return { value: pending(response), last: response };
        last = response;
    }
}
function resume(exchange, response, provider) {
    try {
        return exchange.next(response);
    }
    catch (error) {
        if (!(error instanceof ExportError) || error.budget !== 'malformed' || !provider)
            throw error;
        const { reason, requestId } = problemIn(response, provider);
        const quote = reason === '' || typeof response.json === 'string' ? '' : ` The response says: ${reason}`;
        throw new ExportError(error.code, `${error.message}${quote}`, {
            ...error,
            hint: (error.hint === MALFORMED && provider.hints.malformed) || error.hint,
            requestId,
        });
    }
}
function warnAboutDeprecation(headers, { lifecycleHeader = '' }, now, emit) {
    const { deprecation, sunset } = headers;
    const stage = headers[lifecycleHeader] ?? '';
    const isDeprecated = deprecation !== undefined || headers['x-deprecated'] === 'true' || /^(deprecated|sunset)$/i.test(stage);
    if (!isDeprecated && sunset === undefined)
        return;
    const isPast = Date.parse(sunset ?? '') < now.getTime();
    const when = sunset === undefined ? '' : `, and its shutdown date ${isPast ? 'was' : 'is'} ${sunset}`;
    emit({
        kind: 'warning',
        topic: 'deprecation',
        text: `The provider has deprecated this version of its API${when}. Look for a newer api-version.`,
    });
}

;// CONCATENATED MODULE: ./lib/ports.js













const MAX_STATUS_CHARS = 200;
const ports_MAX_REASON_CHARS = 4096;
const SECRET_AS_ID = 'The export was started, but its ID in the response contains a credential of the step, and is not used.';
const FIND_ID = 'Look for the new export in the service, and pass its ID as export-id without start: true. In a definition, check start.id.';
function createPorts({ request, credentials }, step) {
    const { env, vault, roots, emit, signal, checkpoint, clock = systemClock } = step;
    const { provider, place, wanted, caCertificate } = request;
    const addresses = createAddressGuard(new URL(place.apiUrl), provider.credentialOrigins);
    const connect = { userAgent: 'await-export', addresses, ...(caCertificate && { caCertificate }) };
    const send = step.send ?? createSend(connect);
    const slots = pLimit(DOWNLOAD_LIMITS.parallelFiles);
    const session = createSession({ send, provider, place, credentials, vault, clock, emit });
    return {
        run: async (exchange, runSignal) => {
            const result = await session.run(exchange, runSignal);
            const id = result.value?.exportId ?? '';
            if (id !== place.exportId && vault.redact(id) !== id)
                throw new ExportError('start-unknown', SECRET_AS_ID, { hint: FIND_ID });
            return result;
        },
        poll: async (job, pollSignal, before) => {
            const result = await session.run(provider.status(job, before), pollSignal, pendingStatus);
            for (const { url, credential } of result.value.files)
                if (credential === 'none')
                    vault.addLink(url);
            const providerStatus = cut(vault.redact(result.value.providerStatus), MAX_STATUS_CHARS);
            const reason = cut(vault.redact(result.value.reason), ports_MAX_REASON_CHARS);
            const details = fieldsWithin(result.value.details, MAX_DETAILS_BYTES);
            return { ...result, value: { ...result.value, providerStatus, reason, details } };
        },
        download: ({ folder, files, ...ports }) => downloadAll({ folder, roots, files, exports: wanted.length }, { open: session.open, provider, slots, clock, random: Math.random, redact: vault.redact, ...ports }),
        upload: (artifact, content, ports) => uploadArtifact(artifact, content, { env, clock, ...ports }),
        random: Math.random,
        clock,
        emit,
        signal,
        checkpoint,
    };
}

;// CONCATENATED MODULE: ./lib/providers/auth.js

function bearer(options) {
    return {
        inputs: ['token'],
        meaning: options.token,
        use: (token = '') => {
            const schemes = options.schemes?.(token) ?? ['Bearer'];
            return { kind: 'headers', headers: schemes.map(scheme => ({ authorization: `${scheme} ${token}` })) };
        },
    };
}
function header(name, { token }) {
    return {
        inputs: ['token'],
        meaning: token,
        use: (value = '') => ({ kind: 'headers', headers: [{ [name]: value }] }),
    };
}
function login(options) {
    const { id, secret, meaning, logIn, renew } = options;
    return {
        inputs: [id, secret],
        meaning,
        use: (idValue = '', secretValue = '') => ({
            kind: 'login',
            inputs: `${id} and ${secret}`,
            logIn: place => logIn(place, idValue, secretValue),
            ...(renew && { renew }),
            attach: token => ({ authorization: `Bearer ${token}` }),
        }),
    };
}
function oauth2({ path, audience, meaning, }) {
    return login({
        meaning,
        id: 'client-id',
        secret: 'client-secret',
        *logIn({ apiUrl }, id, secret) {
            const body = new URLSearchParams({
                grant_type: 'client_credentials',
                client_id: id,
                client_secret: secret,
                ...(audience !== undefined && { audience: `${apiUrl}${audience}` }),
            });
            const response = yield {
                method: 'POST',
                url: `${apiUrl}${path}`,
                headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
                body: body.toString(),
                credential: 'none',
            };
            const seconds = numberAt('.expires_in', response);
            return {
                accessToken: requiredTextAt('.access_token', response),
                expiresInMs: seconds && seconds * 1000,
            };
        },
    });
}

;// CONCATENATED MODULE: ./lib/providers/auth0.js



const users = fromDefinition({
    id: 'auth0/users',
    aliases: ['auth0', 'auth0-users'],
    title: 'Auth0 user export',
    docs: 'https://auth0.com/docs/api/management/v2/jobs/post-users-exports',
    inputs: {
        exportId: {
            pattern: /^job_[A-Za-z0-9]{1,64}$/,
            expected: 'the ID of the job, which begins with job_',
            example: 'job_coRQCC3MHztpuTlo',
        },
        tenant: {
            pattern: /^[a-z\d][a-z\d-]{0,62}(?:\.[a-z\d-]{1,16})?\.auth0\.com$/i,
            expected: 'the domain of a tenant',
            example: 'acme.eu.auth0.com',
        },
        apiUrl: {
            suffix: /\/api\/v2$/,
            knownHosts: /\.auth0\.com$/,
            fromTenant: tenant => `https://${tenant.toLowerCase()}`,
        },
    },
    auth: [
        bearer({ token: 'a token of the Auth0 Management API' }),
        oauth2({
            path: '/oauth/token',
            audience: '/api/v2/',
            meaning: 'that of an Auth0 machine-to-machine application',
        }),
    ],
    hints: {
        401: 'The token is invalid or has expired. Set client-id and client-secret instead of token, so that the token is renewed during the wait.',
        403: 'Authorize the application for the Auth0 Management API with the permission read:users.',
        404: 'Check export-id and tenant. A job is deleted after 24 hours.',
    },
    basePath: '/api/v2',
    pollsPerSecond: 2,
    request: 'optional',
    start: { url: '/jobs/users-exports', json: { format: 'json' }, id: '.id' },
    poll: {
        url: '/jobs/{id}',
        id: '.id',
        word: '.status',
        words: { waiting: ['pending', 'processing'], succeeded: ['completed'], failed: ['failed'] },
        progress: '.percentage_done',
        reason: ['.status_details'],
        startedAt: '.created_at',
    },
    download: {
        url: '.location',
        name: response => `users.${textAt('.format', response) === 'csv' ? 'csv' : 'json'}.gz`,
        format: 'gzip',
    },
});

;// CONCATENATED MODULE: ./lib/providers/closient.js




const closient = fromDefinition({
    id: 'closient',
    title: 'Closient data export',
    docs: 'https://docs.closient.com/api-reference/dashboard/data-export/poll-an-organization-data-export',
    inputs: {
        exportId: SHORT_UUID,
        ids: { 'org-id': { ...SHORT_UUID, required: true, description: ORGANIZATION } },
        apiUrl: {
            default: 'https://www.closient.com',
            suffix: /\/dashboard\/api\/v1$/,
            knownHosts: /^www\.closient\.(com|dev)$/,
        },
    },
    auth: [header('x-api-key', { token: 'a Closient API key' })],
    hints: {
        401: 'Check the API key: it is sent as X-API-Key, and an inactive or expired key is refused.',
        403: 'Use a key of an organization owner or manager.',
        404: 'Check org-id and export-id; both belong to one organization.',
    },
    pollsPerSecond: 4,
    basePath: '/dashboard/api/v1',
    request: 'optional',
    checkRequest: request => /^{"archive_format":"(zip|tar\.gz)"}$/.test(JSON.stringify(request))
        ? {}
        : { problems: ['request must be `archive_format: zip` or `archive_format: tar.gz`, and nothing else'] },
    start: { url: '/data-export/{org-id}', requestIn: 'query', id: '.job_id' },
    poll: {
        url: '/data-export/{org-id}/{id}',
        word: '.status',
        words: { waiting: ['pending', 'processing'], succeeded: ['completed'], failed: ['failed'] },
        id: '.job_id',
        idForms: 'several',
        reason: ['.error'],
        expiresAt: '.expires_at',
        parts: {
            each: '.sections[]',
            name: '.key',
            status: '.status',
            error: '.error',
            counts: ['.record_count', '.binary_count'],
        },
    },
    download: {
        url: '.download_url',
        name: '.output_filename',
        stem: 'closient-export-{id}',
        size: '.file_size_bytes',
        format: response => (/gz/i.test(textAt('.archive_format', response)) ? 'gzip' : 'zip'),
    },
});

;// CONCATENATED MODULE: ./lib/providers/github.js







const API_URL = {
    default: 'https://api.github.com',
    variable: 'GITHUB_API_URL',
    suffix: /\/api\/v3$/,
    rightOrigin(hostname) {
        const [, domain] = /^(?:www\.)?(github\.com|(?!api\.)[a-z0-9-]+\.ghe\.com)$/.exec(hostname) ?? [];
        return domain && `https://api.${domain}`;
    },
};
function isServer({ apiUrl }) {
    const { hostname = '' } = URL.parse(apiUrl) ?? {};
    return !/^api\.(github\.com|[a-z0-9-]+\.ghe\.com)$/.test(hostname) && !isLoopback(hostname);
}
function notOnServer(what) {
    return place => isServer(place)
        ? [
            `api-url must be https://api.github.com or https://api.SUBDOMAIN.ghe.com: GitHub Enterprise Server ${what}`,
        ]
        : [];
}
const HEADERS = { accept: 'application/vnd.github+json', 'x-github-api-version': '2026-03-10' };
const CLASSIC_TOKEN = 'Migrations need a personal access token (classic) of an organization owner, with the scopes repo and admin:org. The github.token and fine-grained tokens do not work.';
const github_COMMON = {
    requestIds: ['x-github-request-id'],
    isRateLimit: ({ status, headers }) => status === 403 && headers['x-ratelimit-remaining'] === '0',
};
const sbom = fromDefinition({
    ...github_COMMON,
    id: 'github/sbom',
    aliases: ['github', 'sbom', 'dependency-graph'],
    title: 'GitHub SBOM',
    docs: 'https://docs.github.com/rest/dependency-graph/sboms',
    inputs: {
        exportId: UUID,
        ids: {
            repository: {
                pattern: /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/,
                expected: 'a repository as owner/name',
                example: 'octo-org/hello-world',
                required: true,
                variable: 'GITHUB_REPOSITORY',
                description: 'Repository to export from.',
            },
        },
        apiUrl: API_URL,
        check: notOnServer('does not export SBOMs in the background'),
    },
    auth: [bearer({ token: 'the `github.token`, or another GitHub token that can read the repository' })],
    hints: {
        401: 'Pass a valid token, for example the github.token of the job.',
        403: 'Give the job permissions: contents: read.',
        404: 'Check repository and export-id, enable the dependency graph of the repository, and give the job permissions: contents: read. The github.token reads only its own repository and public ones. An SBOM is kept for a week.',
        start: {
            404: 'Check repository, enable the dependency graph of the repository, and give the job permissions: contents: read. The github.token reads only its own repository and public ones.',
        },
    },
    headers: HEADERS,
    basePath: ({ ids: { repository } }) => `/repos/${repository}/dependency-graph/sbom`,
    repeat: 'safe',
    start: { method: 'GET', url: '/generate-report', id: '.sbom_url' },
    poll: {
        url: '/fetch-report/{id}',
        word: 'http',
        words: { waiting: ['201', '202'], succeeded: ['302'] },
    },
    download: { url: 'header.location', name: 'sbom.spdx.json', format: 'json' },
    content: { count: 'packages' },
});
const migration = fromDefinition({
    ...github_COMMON,
    id: 'github/migration',
    aliases: ['github-migrations'],
    title: 'GitHub migration archive',
    docs: 'https://docs.github.com/rest/migrations/orgs',
    inputs: {
        exportId: {
            pattern: /^\d{1,20}$/,
            expected: 'the number of the migration',
            example: '79',
        },
        ids: {
            'org-id': {
                pattern: /^[a-z\d](?:[a-z\d-]{0,37}[a-z\d])?$/i,
                expected: 'the login name of an organization',
                example: 'octo-org',
                required: true,
                description: ORGANIZATION,
            },
        },
        apiUrl: API_URL,
    },
    auth: [bearer({ token: 'a classic personal access token of an organization owner' })],
    hints: {
        401: 'Pass a valid personal access token (classic).',
        403: CLASSIC_TOKEN,
        404: `Check org-id and export-id. ${CLASSIC_TOKEN} An archive is deleted after 7 days.`,
        start: { 404: `Check org-id. ${CLASSIC_TOKEN}` },
        422: 'Check the names in repositories: each is owner/name.',
    },
    headers: { ...HEADERS, 'x-github-api-version': '2022-11-28' },
    basePath: place => (isServer(place) ? '/api/v3/orgs/{org-id}' : '/orgs/{org-id}'),
    request: 'required',
    checkRequest: request => ({
        warnings: request.lock_repositories === true
            ? [
                'request has `lock_repositories: true`: nobody can push to the repositories until each is unlocked through the API.',
            ]
            : [],
    }),
    start: { url: '/migrations', id: '.id', body: request => ({ exclude: ['repositories'], ...request }) },
    poll: {
        url: '/migrations/{id}?exclude=repositories',
        id: '.id',
        word: '.state',
        words: { waiting: ['pending', 'exporting'], succeeded: ['exported'], failed: ['failed'] },
        startedAt: '.created_at',
    },
    download: {
        url: '/migrations/{id}/archive',
        auth: 'api',
        name: 'github-migration-{id}.tar.gz',
        format: 'gzip',
    },
});
const REPORTS = '/enterprises/{enterprise}/settings/billing/reports';
function* findReport({ apiUrl, ids }, request, begunAt) {
    const response = yield get(`${apiUrl}${expandUrl(REPORTS, ids)}`, HEADERS);
    const reports = valuesAt('.usage_report_exports[]', response).filter(json => new Date(textAt('.created_at', { json })) >= begunAt(response) &&
        ['report_type', 'start_date', 'end_date'].every(name => request?.[name] === undefined || request[name] === textAt(`.${name}`, { json })));
    const [json] = reports;
    const exportId = textAt('.id', { json });
    return reports.length === 1 && UUID.pattern.test(exportId)
        ? { exportId, startedAt: undefined, isAdopted: true }
        : undefined;
}
const usageReport = fromDefinition({
    ...github_COMMON,
    id: 'github/usage-report',
    aliases: ['github-billing', 'usage-report'],
    title: 'GitHub usage report',
    docs: 'https://docs.github.com/enterprise-cloud@latest/rest/billing/usage-reports',
    inputs: {
        exportId: UUID,
        ids: {
            enterprise: {
                pattern: /^[a-z\d](?:[a-z\d_-]{0,98}[a-z\d])?$/i,
                expected: 'the slug of an enterprise',
                example: 'octo-corp',
                required: true,
                description: 'Enterprise to export from.',
            },
        },
        apiUrl: API_URL,
        check: notOnServer('has no usage reports'),
    },
    auth: [bearer({ token: 'a token of an enterprise owner or billing manager' })],
    hints: {
        401: 'Pass a valid token.',
        403: 'The token must belong to an enterprise owner or a billing manager.',
        404: 'Check enterprise and export-id, and give the token the scope manage_billing:enterprise. The github.token does not work. A report is kept for 31 days.',
        start: {
            404: 'Check enterprise, and give the token the scope manage_billing:enterprise. The github.token does not work.',
        },
    },
    headers: HEADERS,
    request: 'required',
    dateFields: ['start_date', 'end_date'],
    start: { url: REPORTS, id: '.id' },
    find: findReport,
    poll: {
        url: `${REPORTS}/{id}`,
        id: '.id',
        word: '.status',
        words: { waiting: ['processing'], succeeded: ['completed'], failed: ['failed'] },
        startedAt: '.created_at',
    },
    download: { url: '.download_urls[]', format: 'csv' },
});

;// CONCATENATED MODULE: ./lib/providers/gitlab.js





const NUMBER = { pattern: /^\d{1,20}$/, expected: 'a number', example: '278964' };
const gitlab_COMMON = {
    auth: [bearer({ token: 'a GitLab access token with the scope `api`' })],
    requestIds: ['x-request-id'],
    basePath: '/api/v4',
};
const gitlab_API_URL = { default: 'https://gitlab.com', suffix: /\/api\/v4$/ };
const CHECK_TOKEN = 'Check the access token: it must be valid, belong to this GitLab instance, and have the scope api.';
const gitlab_RUNNING = ['queued', 'started', 'regeneration_in_progress'];
function isServedSince(startedAt, { headers }) {
    const { 'content-disposition': name = '', location = '' } = headers;
    const [, day, hour, minute] = /(\d{4}-\d\d-\d\d)_(\d\d)-(\d\d)-\d{1,3}_/.exec(`${name} ${location}`.slice(0, 8192)) ?? [];
    return Date.parse(`${day}T${hour}:${minute}:59.999Z`) >= startedAt.getTime();
}
const projectExport = fromDefinition({
    ...gitlab_COMMON,
    id: 'gitlab/project',
    aliases: ['gitlab', 'gitlab-project'],
    title: 'GitLab project export',
    docs: 'https://docs.gitlab.com/api/project_import_export/',
    inputs: {
        exportId: { ...NUMBER, expected: 'the ID of the project, a number' },
        apiUrl: gitlab_API_URL,
    },
    hints: {
        401: CHECK_TOKEN,
        403: 'The token must belong to a maintainer or owner of the project.',
        404: 'Check the project ID in export-id, and that the token belongs to a maintainer or owner of the project.',
        429: 'GitLab allows 6 exports and one download of a project per minute.',
    },
    start: { url: '/projects/{id}/export', isAdoptable: status => isOneOf(gitlab_RUNNING, status) },
    poll: {
        url: '/projects/{id}/export',
        word: '.export_status',
        words: { waiting: gitlab_RUNNING, succeeded: ['finished'], failed: ['none'] },
    },
    download: { url: '/projects/{id}/export/download', auth: 'api', format: 'gzip' },
    supplement: ({ phase }) => phase === 'failed'
        ? {
            hint: 'GitLab reports `none` if an export has failed, and if there is none. It sends the reason by email.',
        }
        : {},
});
const NOT_BEGUN = 'GitLab has not begun the export: its background jobs may be slow. If it has failed, GitLab reports that by email.';
const project = {
    ...projectExport,
    *status(job, before) {
        const status = yield* projectExport.status(job, before);
        const { startedAt } = job;
        if (!startedAt || isSettled(projectExport.statuses, before))
            return status;
        if (isOneOf(['none'], status.providerStatus))
            return { ...status, phase: 'waiting', hint: NOT_BEGUN };
        const [file] = status.files;
        if (!file)
            return status;
        const response = yield { ...get(file.url), method: 'HEAD', verdicts: [200, 302] };
        if (isServedSince(startedAt, response))
            return status;
        return {
            ...status,
            phase: 'waiting',
            files: [],
            hint: 'GitLab still serves the file of an earlier export.',
        };
    },
};
const PROJECT = {
    project: {
        ...NUMBER,
        required: true,
        expected: 'the ID of a project, a number',
        description: 'Project to export from.',
    },
};
const vulnerabilities = fromDefinition({
    ...gitlab_COMMON,
    id: 'gitlab/vulnerabilities',
    title: 'GitLab vulnerability export',
    docs: 'https://docs.gitlab.com/api/vulnerability_exports/',
    inputs: { exportId: NUMBER, ids: PROJECT, apiUrl: gitlab_API_URL },
    hints: {
        401: CHECK_TOKEN,
        403: 'Vulnerability exports need GitLab Ultimate, and a token that may read the vulnerabilities of the project.',
        404: 'Check project and export-id. Only the user who started an export can read it.',
        429: 'An earlier export of this project by the same user is still running.',
    },
    request: 'optional',
    start: { url: '/security/projects/{project}/vulnerability_exports', id: '.id' },
    poll: {
        url: '/security/vulnerability_exports/{id}',
        id: '.id',
        word: '.status',
        words: { waiting: ['created', 'running'], succeeded: ['finished'], failed: ['failed'] },
        startedAt: '.started_at',
        finishedAt: '.finished_at',
        expiresAt: '.expires_at',
    },
    download: {
        url: '/security/vulnerability_exports/{id}/download',
        auth: 'api',
        format: response => (textAt('.format', response) === 'pdf' ? 'any' : 'csv'),
    },
});
const dependencies = fromDefinition({
    ...gitlab_COMMON,
    id: 'gitlab/dependencies',
    aliases: ['gitlab/sbom'],
    title: 'GitLab dependency list export',
    docs: 'https://docs.gitlab.com/api/dependency_list_export/',
    inputs: { exportId: NUMBER, ids: PROJECT, apiUrl: gitlab_API_URL },
    hints: {
        401: CHECK_TOKEN,
        403: 'Dependency lists need GitLab Ultimate, and a token that may read the dependencies of the project.',
        404: 'Check project and export-id. Only the user who started an export can read it, and it is deleted at the time in expires_at.',
    },
    request: 'optional',
    start: {
        url: '/projects/{project}/dependency_list_exports',
        json: { export_type: 'cyclonedx_1_6_json' },
        id: '.id',
    },
    poll: {
        url: '/dependency_list_exports/{id}',
        id: '.id',
        word: '.status',
        words: { waiting: ['created', 'running'], succeeded: ['finished'], failed: ['failed'] },
        expiresAt: '.expires_at',
    },
    download: {
        url: '/dependency_list_exports/{id}/download',
        auth: 'api',
        format: response => (textAt('.export_type', response) === 'csv' ? 'csv' : 'json'),
    },
});

;// CONCATENATED MODULE: ./lib/providers/sailpoint.js




const TYPES = `ACCESS_PROFILE ACCESS_REQUEST_CONFIG ATTR_SYNC_SOURCE_CONFIG AUTH_ORG CAMPAIGN_FILTER
  CONNECTOR_RULE FORM_DEFINITION GOVERNANCE_GROUP IDENTITY_OBJECT_CONFIG IDENTITY_PROFILE LIFECYCLE_STATE
  NOTIFICATION_TEMPLATE PASSWORD_POLICY PASSWORD_SYNC_GROUP PUBLIC_IDENTITIES_CONFIG ROLE RULE SEGMENT
  SERVICE_DESK_INTEGRATION SOD_POLICY SOURCE TAG TRANSFORM TRIGGER_SUBSCRIPTION WORKFLOW`.split(/\s+/);
const sailpoint = fromDefinition({
    id: 'sailpoint',
    aliases: ['identitynow', 'isc', 'identity-security-cloud'],
    title: 'SailPoint SP-Config export',
    docs: 'https://developer.sailpoint.com/docs/api/beta/get-sp-config-export-status',
    inputs: {
        exportId: {
            pattern: /^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/,
            expected: 'the jobId of the export: letters, digits and dashes',
            example: '19169053-66d2-40c6-8772-9e2bf55edcf6',
        },
        tenant: {
            pattern: /^[a-z0-9][a-z0-9-]{0,62}((\.api)?\.identitynow(-demo)?\.com)?$/i,
            expected: 'a tenant name or its identitynow.com host',
            example: 'acme',
            meaning: 'the name, such as `acme`, or the host, `acme.identitynow.com` or `acme.identitynow-demo.com`, with or without `.api`',
        },
        apiUrl: {
            suffix: /\/(beta|v3|v202\d|sp-config\/v1|v1)$/,
            knownHosts: /^[a-z0-9-]+\.api\.(identitynow(-demo)?\.com|cloud\.sailpoint\.com)$/,
            fromTenant(tenant) {
                const [name, domain = 'identitynow.com'] = tenant.toLowerCase().split(/(?:\.api)?\.(.+)/);
                return `https://${name}.api.${domain}`;
            },
            rightOrigin(hostname) {
                const [, name, domain] = /^([a-z0-9-]+)\.(identitynow(?:-demo)?\.com)$/.exec(hostname) ?? [];
                return domain && `https://${name}.api.${domain}`;
            },
        },
        apiVersion: {
            pattern: /^(beta|v2024|v2025|v2026|v1)$/,
            expected: 'one of beta, v2024, v2025, v2026 and v1',
            default: 'v2025',
        },
    },
    auth: [
        bearer({ token: 'a SailPoint access token (JWT)' }),
        oauth2({ path: '/oauth/token', meaning: 'that of a SailPoint personal access token' }),
    ],
    hints: {
        401: 'The access token is invalid or has expired. Set client-id and client-secret instead of token, so that the token is renewed during the wait.',
        403: 'Give the token the scope sp:config:read or sp:config:manage, and its user the ORG_ADMIN level; a client without a user cannot export.',
        404: 'Check export-id, tenant and api-version. An export expires about 7 days after its creation.',
    },
    requestIds: ['slpt-request-id', 'trackingId'],
    errorFields: { reason: ['text', 'messages', 'causes', 'errorMessage', 'detailCode'] },
    basePath: ({ apiVersion }) => (apiVersion === 'v1' ? '/sp-config/v1' : '/{api-version}/sp-config'),
    headers: { 'x-sailpoint-experimental': 'true' },
    request: 'optional',
    checkRequest({ includeTypes, excludeTypes }) {
        const lists = Object.entries({ includeTypes, excludeTypes }).flatMap(([name, types]) => Array.isArray(types) && types.length > 0 ? { name, types } : []);
        const warnings = lists.flatMap(({ name, types }) => types.flatMap((type, at) => TYPES.includes(type)
            ? []
            : `request has a type in ${name} that SailPoint does not document, number ${at + 1}: the export may fail.`));
        if (lists.length > 1)
            warnings.push('request has includeTypes and excludeTypes: SailPoint ignores the latter.');
        return { warnings };
    },
    start: { url: '/export', json: {}, id: '.jobId' },
    poll: {
        url: '/export/{id}',
        word: '.status',
        words: {
            waiting: ['NOT_STARTED', 'IN_PROGRESS'],
            succeeded: ['COMPLETE', 'PARTIALLY_COMPLETE'],
            failed: ['FAILED*'],
            cancelled: ['CANCELLED'],
        },
        id: '.jobId',
        reason: ['.message'],
        requestId: 'header.slpt-request-id',
        startedAt: '.created',
        finishedAt: '.completed',
        expiresAt: '.expiration',
    },
    download: {
        url: '/export/{id}/download',
        auth: 'api',
        headers: { accept: 'application/json' },
        name: 'sp-config-{id}.json',
        format: 'json',
    },
    supplement({ providerStatus, reason }, response, { exportId }) {
        if (textAt('.type', response).toUpperCase() === 'IMPORT')
            throw new ExportError('rejected', `Job ${exportId} is an import, not an export.`, {
                hint: 'Use the jobId that POST /sp-config/export returned.',
            });
        if (!/^partially/i.test(providerStatus))
            return {};
        return { failedParts: [reason || 'SailPoint does not say which parts'] };
    },
    content: { count: 'objects' },
});

;// CONCATENATED MODULE: ./lib/providers/snyk.js





function snyk_doubtOf(results, declared) {
    const counts = results.map(json => numberAt('.row_count', { json }));
    const named = counts.reduce((sum, rows = 0) => sum + rows, 0);
    if (declared === undefined || counts.includes(undefined) || named === declared)
        return '';
    return `The provider declares ${declared} rows, but the listed files add up to ${named} rows.`;
}
const JWT = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;
const snyk = fromDefinition({
    id: 'snyk',
    title: 'Snyk export',
    docs: 'https://docs.snyk.io/snyk-api/reference/export',
    inputs: {
        exportId: UUID,
        ids: {
            'org-id': {
                ...UUID,
                description: ORGANIZATION,
                where: 'Copy the Organization ID from Settings > General of the organization in Snyk, not its name.',
            },
            'group-id': {
                ...UUID,
                description: 'Group that the export belongs to. Set exactly one of `org-id` and `group-id`.',
            },
        },
        apiUrl: {
            default: 'https://api.snyk.io',
            suffix: /\/rest$/,
            rightOrigin(hostname) {
                const [, domain] = /^(?:app|www)\.((?:[a-z0-9-]+\.)*snyk(?:gov)?\.io)$/.exec(hostname) ?? [];
                return domain && `https://api.${domain}`;
            },
            knownHosts: /^api(\.[a-z0-9-]+)*\.(snyk|snykgov)\.io$/,
        },
        apiVersion: {
            pattern: /^\d{4}-\d{2}-\d{2}(~(wip|experimental|beta))?$/,
            expected: 'a version of the Snyk REST API',
            meaning: 'any value of its `version` parameter',
            default: '2024-10-15',
        },
        check({ ids }) {
            const { length } = Object.keys(ids);
            return length === 1
                ? []
                : [`exactly one of org-id and group-id is needed, ${length === 0 ? 'none is' : 'both are'} given`];
        },
    },
    auth: [
        bearer({
            token: 'a Snyk API token, personal access token, service account token or OAuth access token',
            schemes: token => (JWT.test(token) ? ['Bearer', 'token'] : ['token', 'Bearer']),
        }),
    ],
    hints: {
        401: 'Check that the token is valid and belongs to this region: set api-url to the region of your Snyk account, for example https://api.eu.snyk.io.',
        403: 'Give the token the permission "View Organization reports", or "View reports" of the group for a group export. The Export API needs an Enterprise plan.',
        404: 'Check export-id, whether it belongs to an organization (org-id) or a group (group-id), the region (api-url), and that the token may view reports. Files are kept for 3 days.',
    },
    requestIds: ['snyk-request-id'],
    lifecycleHeader: 'snyk-version-lifecycle-stage',
    headers: { accept: 'application/vnd.api+json', 'content-type': 'application/vnd.api+json' },
    basePath: ({ ids }) => (ids['group-id'] === undefined ? '/rest/orgs/{org-id}' : '/rest/groups/{group-id}'),
    request: 'required',
    start: {
        url: '/export?version={api-version}',
        body: request => ('data' in request ? request : { data: { type: 'resource', attributes: request } }),
        id: '.data.id',
    },
    poll: {
        url: '/jobs/export/{id}?version={api-version}',
        word: '.data.attributes.status',
        words: { waiting: ['PENDING', 'STARTED'], succeeded: ['FINISHED'], failed: ['ERRORED', 'ERROR'] },
        id: '.data.id',
        reason: ['.data.attributes.error', '.data.attributes.errors[0].detail'],
        requestId: 'header.snyk-request-id',
        rowCount: '.data.attributes.row_count',
        startedAt: '.data.attributes.created',
        finishedAt: '.data.attributes.finished',
    },
    download: {
        from: { url: '/export/{id}?version={api-version}' },
        each: '.data.attributes.results[]',
        url: '.url',
        name: result => lastSegment(textAt('.url', result)),
        stem: 'snyk-export-{id}',
        size: '.file_size',
        format: 'csv',
    },
    supplement({ phase, rowCount }, response) {
        const [attributes] = valuesAt('.data.attributes', response);
        const [results = []] = valuesAt('.data.attributes.results', response);
        const details = detailsOf(attributes, ['results']);
        if (phase !== 'succeeded' || !Array.isArray(results))
            return { details };
        return { details, empty: results.length === 0 && !rowCount, doubt: snyk_doubtOf(results, rowCount) };
    },
});

;// CONCATENATED MODULE: ./lib/providers/tenable.js




const API_KEYS = {
    inputs: ['client-id', 'client-secret'],
    meaning: 'the access key and the secret key of a Tenable user',
    use: (accessKey, secretKey) => ({
        kind: 'headers',
        headers: [{ 'x-apikeys': `accessKey=${accessKey};secretKey=${secretKey}` }],
    }),
};
function tenable_doubtOf(response) {
    const listed = valuesAt('.chunks_available[]', response).filter(chunk => chunk !== undefined).length;
    const declared = numberAt('.chunks_available_count', response) ?? listed;
    return declared === listed
        ? ''
        : `The provider declares ${quantityText(declared, 'chunk')}, but lists ${listed}.`;
}
function chunkedExport(kind, title, json) {
    return fromDefinition({
        id: `tenable/${kind}`,
        title,
        docs: `https://developer.tenable.com/reference/exports-${kind}-request-export`,
        inputs: {
            exportId: UUID,
            apiUrl: { default: 'https://cloud.tenable.com', knownHosts: /^(cloud|fedcloud)\.tenable\.com$/ },
        },
        auth: [API_KEYS],
        hints: {
            401: 'Check client-id (the access key) and client-secret (the secret key). Generating new keys invalidates the previous ones of the user.',
            403: 'Give the user of the keys a role with the permission to export, and access to the assets.',
            404: 'Check export-id. An export is kept for 24 hours.',
        },
        requestIds: ['x-request-uuid'],
        request: 'optional',
        start: {
            url: `/${kind}/export`,
            json,
            id: '.export_uuid',
            running: { http: 409, id: '.active_job_id' },
        },
        poll: {
            url: `/${kind}/export/{id}/status`,
            id: '.uuid',
            word: '.status',
            words: {
                waiting: ['QUEUED', 'PROCESSING'],
                succeeded: ['FINISHED'],
                failed: ['ERROR'],
                cancelled: ['CANCELLED'],
            },
        },
        download: {
            each: '.chunks_available[]',
            url: `/${kind}/export/{id}/chunks/{item}`,
            auth: 'api',
            name: `${kind}-{item}.json`,
            format: 'json',
        },
        supplement: (_, response) => ({
            doubt: tenable_doubtOf(response),
            failedParts: [
                ...problemsAt(['.chunks_failed[]'], response).map(chunk => `chunk ${chunk} failed`),
                ...problemsAt(['.chunks_cancelled[]'], response).map(chunk => `chunk ${chunk} was cancelled`),
            ],
        }),
    });
}
const vulns = chunkedExport('vulns', 'Tenable vulnerability export', { num_assets: 500 });
const assets = chunkedExport('assets', 'Tenable asset export', { chunk_size: 1000 });

;// CONCATENATED MODULE: ./lib/providers/vmware.js






const START_IT = 'Start the export with POST /v1/system/check-sets/{run}/exports first; it needs SDDC Manager 9.1 or later, and export-id must be the run id of a finished check-set.';
const vmware = fromDefinition({
    id: 'vmware',
    aliases: ['vcf', 'sddc', 'sddc-manager', 'broadcom'],
    title: 'VMware SDDC Manager pre-check export',
    docs: 'https://developer.broadcom.com/xapis/sddc-manager-api/latest/check-sets/',
    inputs: {
        exportId: { ...UUID, meaning: 'the ID of the check-set run, a UUID' },
        apiUrl: { suffix: /\/v1$/, example: 'https://vcf.example.com' },
    },
    auth: [
        bearer({ token: 'an SDDC Manager access token' }),
        login({
            id: 'username',
            secret: 'password',
            meaning: 'that of an SDDC Manager account',
            *logIn({ apiUrl }, username, password) {
                const response = yield postJson(`${apiUrl}/v1/tokens`, { username, password });
                return grantOf(requiredTextAt('.accessToken', response), textAt('.refreshToken.id', response));
            },
            *renew({ apiUrl }, refreshToken) {
                const request = postJson(`${apiUrl}/v1/tokens/access-token/refresh`, refreshToken);
                return grantOf(requiredTextAt('.', yield { ...request, method: 'PATCH' }), refreshToken);
            },
        }),
    ],
    hints: {
        401: 'The access token is invalid or has expired (it is valid for one hour). Set username and password instead of token, so that the token is renewed during the wait.',
        403: 'Give the account a role in SDDC Manager. VIEWER is enough to read an export.',
        404: START_IT,
        start: { 404: 'Check export-id: the run id of a finished check-set (SDDC Manager 9.1 or later).' },
    },
    requestIds: ['referenceToken'],
    errorFields: { reason: ['nestedErrors', 'causes', 'notifications'], advice: ['remediationMessage'] },
    basePath: '/v1/system/check-sets',
    start: {
        url: '/{id}/exports',
        isAdoptable: status => !isOneOf(['NOT_STARTED', 'FAILED'], status),
        adoptsFirst: true,
        running: { http: 429 },
    },
    poll: {
        url: '/{id}/exports',
        word: '.status',
        words: {
            waiting: ['NOT_STARTED', 'QUEUED', 'IN_PROGRESS'],
            succeeded: ['COMPLETED'],
            failed: ['FAILED'],
        },
        progress: '.progress',
        reason: ['.error.message', '.error.remediationMessage'],
        requestId: '.error.referenceToken',
        startedAt: '.startTimestamp',
        finishedAt: '.endTimestamp',
    },
    download: {
        url: '/{id}/exports/data',
        auth: 'api',
        headers: { accept: 'application/octet-stream, application/json' },
        stem: 'vcf-precheck-{id}',
        format: 'any',
    },
    supplement: ({ providerStatus }) => ({ hint: /^not.?started$/i.test(providerStatus) ? START_IT : '' }),
});

;// CONCATENATED MODULE: ./lib/providers/registry.js








const PROVIDERS = [
    snyk,
    sailpoint,
    vmware,
    closient,
    sbom,
    migration,
    usageReport,
    project,
    vulnerabilities,
    dependencies,
    users,
    vulns,
    assets,
];

;// CONCATENATED MODULE: external "node:timers/promises"
const external_node_timers_promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");
;// CONCATENATED MODULE: ./lib/runtime/lifecycle.js



const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGBREAK', 'SIGHUP'];
const GRACE_MS = 700;
const LAST_RESORT_MS = 200;
const THREAD_WORK_MS = 50;
const SAME_STOP_MS = 250;
const NO_RESULT = '::error::The action ended without a result. This is a bug in the action: please report it.\n';
const THREAD_WORK = /^(FSReq|GetAddrInfoReq|GetNameInfoReq)/;
function hasThreadWork() {
    return process.getActiveResourcesInfo().some(name => THREAD_WORK.test(name));
}
function exitNow(exitCode) {
    if (exitCode !== 0 && hasThreadWork())
        process.kill(process.pid, 'SIGKILL');
    process.exit(exitCode);
}
function installProcessHandlers(lastResort) {
    const stop = new AbortController();
    let isFinished = false;
    let isSameStop = true;
    const finish = async (exitCode) => {
        isFinished = true;
        process.exitCode = exitCode;
        await Promise.all([process.stdout, process.stderr].map(stream => new Promise(resolve => stream.write('', () => resolve()))));
        if (hasThreadWork())
            await (0,external_node_timers_promises_namespaceObject.setTimeout)(THREAD_WORK_MS);
        exitNow(exitCode);
    };
    const abort = (error) => {
        if (isFinished || stop.signal.aborted)
            return;
        stop.abort(error);
        setTimeout(() => {
            if (!isFinished)
                void Promise.race([lastResort(error), (0,external_node_timers_promises_namespaceObject.setTimeout)(LAST_RESORT_MS)])
                    .catch(() => (0,external_node_fs_.writeSync)(1, NO_RESULT))
                    .finally(() => finish(1));
        }, GRACE_MS);
    };
    for (const name of SIGNALS)
        process.on(name, () => {
            if (!isSameStop)
                exitNow(1);
            setTimeout(() => {
                isSameStop = false;
            }, SAME_STOP_MS);
            abort(new ExportError('aborted', `The step was ended by ${name}: it was cancelled, or timeout-minutes had passed.`));
        });
    for (const event of ['uncaughtException', 'unhandledRejection'])
        process.on(event, error => abort(toExportError(error)));
    for (const stream of [process.stdout, process.stderr])
        stream.on('error', () => undefined);
    process.on('exit', () => {
        if (isFinished || stop.signal.aborted)
            return;
        process.exitCode = 1;
        (0,external_node_fs_.writeSync)(1, NO_RESULT);
    });
    return { signal: stop.signal, finish };
}

;// CONCATENATED MODULE: external "node:v8"
const external_node_v8_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:v8");
;// CONCATENATED MODULE: ./lib/runtime/memory.js

function limitSemiSpaceGrowth() {
    (0,external_node_v8_namespaceObject.setFlagsFromString)('--semi-space-growth-factor=1');
}

;// CONCATENATED MODULE: ./lib/secrets/windows.js
const WINDOW_CHARS = 12;
const MIN_CHARS = 8;
const windows_MAX_CHARS = 4 * 1024 * 1024;
const HOUR_MS = 3_600_000;
const STRIDES = { lasting: 1, token: 4, link: WINDOW_CHARS };
const { imul } = Math;
const FACTOR = 0x01000193;
const OUTGOING = Array.from({ length: MIN_CHARS }).reduce(power => imul(power, FACTOR), 1);
const SLOT_BITS = 20;
function slotOf(hash) {
    return hash >>> (32 - SLOT_BITS);
}
function createWindows(now) {
    const slots = new Uint8Array(2 ** SLOT_BITS);
    const stores = { lasting: createStore(), token: createStore(now), link: createStore(now) };
    const all = Object.values(stores);
    const has = (text) => all.some(store => store.has(text));
    const windowEnd = (text, start) => {
        for (let end = Math.min(start + WINDOW_CHARS, text.length); end - start >= MIN_CHARS; end -= 1)
            if (has(text.slice(start, end)))
                return end;
        return start;
    };
    return {
        add(kind, secret, isPublic) {
            if (secret.length < MIN_CHARS || new Set(secret).size <= 2)
                return;
            const texts = stores[kind].room(secret.length);
            const last = Math.max(secret.length - WINDOW_CHARS, 0);
            for (let start = 0; start < last + STRIDES[kind]; start += STRIDES[kind]) {
                const window = secret.slice(Math.min(start, last)).slice(0, WINDOW_CHARS);
                if (isPublic(window))
                    continue;
                texts.add(window);
                let hash = 0;
                for (let at = 0; at < MIN_CHARS; at += 1)
                    hash = (imul(hash, FACTOR) + window.charCodeAt(at)) | 0;
                slots[slotOf(hash)] = 1;
            }
        },
        addWhole(link) {
            stores.link.room(link.length).add(link);
        },
        has,
        rangesIn(text) {
            const ranges = [];
            let hash = 0;
            for (let next = 0; next < text.length; next += 1) {
                const outgoing = imul(text.charCodeAt(next - MIN_CHARS), OUTGOING);
                hash = (imul(hash, FACTOR) + text.charCodeAt(next) - outgoing) | 0;
                if (slots[slotOf(hash)] === 0 || next + 1 < MIN_CHARS)
                    continue;
                const start = next + 1 - MIN_CHARS;
                const end = windowEnd(text, start);
                const last = ranges.at(-1);
                if (last && start <= last[1])
                    last[1] = Math.max(last[1], end);
                else if (end > start)
                    ranges.push([start, end]);
            }
            return ranges;
        },
    };
}
function createStore(now) {
    let newer = new Set();
    let older = new Set();
    let chars = 0;
    let bornMs = now?.() ?? 0;
    return {
        has: (text) => newer.has(text) || older.has(text),
        room(length) {
            if (now && (now() - bornMs > HOUR_MS || chars > windows_MAX_CHARS)) {
                older = newer;
                newer = new Set();
                chars = 0;
                bornMs = now();
            }
            chars += length;
            return newer;
        },
    };
}

;// CONCATENATED MODULE: ./lib/secrets/links.js

const SECRET_FIELD = /(?:sig|signature|credential|token|policy|secret|password|hmac|jwt|auth|authorization)$/i;
const AMBIGUOUS_FIELD = /(?:key|code)$/i;
const OBJECT_NAME = /[/.]/;
const SIGNATURE_FIELD = /(?:sig|signature|credential|hmac)$/i;
const WORD = /^(?:[a-z]{0,15}(?:[A-Z][a-z]{1,14})*|[A-Z]{1,15}|\d{1,8})$/;
const FIELD = /(?:^|[?&;#\t "'])([\w.-]{1,64}(?:\r?\n[\w.-]{1,64})?)=/gm;
const VALUE = /[^\t-\r "'<>?&#;\\,()[\]{}]*(?:\r?\n[ \t]*(?=[A-Za-z_%+/=~-]*\d)[\w%+/=~-]{16,})*/y;
const ACCOUNT = /:\/\/([^\t-\r "'<>/?#@:]+:[^\t-\r "'<>/?#@]+)@/g;
const LINK = /https?:\/\/(?:(?!https?:\/\/)[^\t-\r "'<>\\])*/gi;
function* signaturesIn(text) {
    for (const { 0: match, 1: account = '', index } of text.matchAll(ACCOUNT))
        yield [index + match.length - 1 - account.length, index + match.length - 1];
    let end = 0;
    for (const { 0: match, 1: name = '', index } of text.includes('=') ? text.matchAll(FIELD) : []) {
        const field = name.replace(/\r?\n/, '');
        if (index < end || !(SECRET_FIELD.test(field) || AMBIGUOUS_FIELD.test(field)))
            continue;
        VALUE.lastIndex = index + match.length;
        const value = VALUE.exec(text)?.[0] ?? '';
        if (value.length < WINDOW_CHARS ||
            (!SIGNATURE_FIELD.test(field) && value.split(/[-_.]/).every(part => WORD.test(part))) ||
            !isSecret(field, value, /^[?&]/.test(match)))
            continue;
        end = index + match.length + value.length;
        yield [end - value.length, end];
    }
}
function linksIn(text) {
    return [...text.matchAll(LINK)].map(({ 0: link, index }) => [index, index + link.length]);
}
function signatureValues(url) {
    const parsed = URL.parse(url);
    if (!parsed)
        return [];
    const fields = [...`${parsed.search}${parsed.hash}`.matchAll(/(?<=[?&#])([^?&#=]*)=([^?&#]*)/g)];
    const values = fields.flatMap(([, name = '', value = '']) => isSecret(links_decoded(name), value, true) ? links_decoded(value) : []);
    return [...values, links_decoded(parsed.password)].filter(value => value.length >= WINDOW_CHARS);
}
function isSecret(name, value, isQuery) {
    return (SECRET_FIELD.test(name) || (isQuery && AMBIGUOUS_FIELD.test(name) && !OBJECT_NAME.test(links_decoded(value))));
}
function links_decoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}

;// CONCATENATED MODULE: ./lib/secrets/spellings.js
const ESCAPE = /(?:%|\\x)([\da-f]{2})|\\([0-3][0-7]{2})|\\u(d[89ab][\da-f]{2}\\ud[c-f][\da-f]{2})|[\\%]u([\da-f]{4})|\\u\{([\da-f]{1,6})\}|&#x([\da-f]{1,6});?|&#(\d{1,7});?|&(amp|lt|gt|quot|apos|nbsp);|\\([\\/'"bfnrt])/gi;
const DECODERS = [
    byte => Buffer.of(Number.parseInt(byte, 16)),
    byte => Buffer.of(Number.parseInt(byte, 8)),
    pair => Buffer.from(JSON.parse(`"\\u${pair.toLowerCase()}"`)),
    unit => bytesOfCode(unit, 16),
    code => bytesOfCode(code, 16),
    code => bytesOfCode(code, 16),
    code => bytesOfCode(code, 10),
    name => Buffer.from(NAMED[name.toLowerCase()] ?? ' '),
    mark => Buffer.from(/[a-z]/i.test(mark) ? ' ' : mark),
];
const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const spellings_MAX_DEPTH = 3;
const spellings_CODINGS = [
    { encoding: 'base64', run: /[\w+/-]{11,}/g, bits: 6, alignments: 4 },
    { encoding: 'hex', run: /[\da-f]{16,}/gi, bits: 4, alignments: 2 },
];
const BREAK = 0xff;
const COLOR = /(?:\p{Cc}\[|\xc2\x9b)[\d;?]{0,16}[A-Za-z]/gu;
const VISIBLE_ASCII = /^[\t-\r -~]*$/;
const CHARACTER = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/g;
const spellings_INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}]/u;
const CONTROLS = bytesThat(byte => (byte < ' ' ? !/[\t-\r]/.test(byte) : byte === '\x7f'));
const MAX_KNOWN = 4096;
const LINE_BREAKS = bytesThat(byte => /[\t-\r '"\\:]/.test(byte));
const SKIPPED = /[^!-\xff]|['"\\+-]/g;
const SKIPPED_BYTES = bytesThat(byte => byte.replaceAll(SKIPPED, '') === '');
function unescapedSpellings(text) {
    const spellings = [];
    let next = utf8(text);
    for (let depth = 0; next && depth <= spellings_MAX_DEPTH; depth += 1) {
        spellings.push(spellings_visible(next));
        const colorless = next.text.replaceAll(COLOR, sequence => '\0'.repeat(sequence.length));
        if (colorless !== next.text)
            spellings.push(spellings_visible({ ...next, text: colorless }));
        next = unescaped(spellings.at(-1) ?? next);
    }
    return spellings;
}
function* spellingsOf(text) {
    const plain = unescapedSpellings(text);
    yield* plain;
    const dense = without(plain.at(-1) ?? utf8(text), LINE_BREAKS);
    for (const coding of spellings_CODINGS) {
        const runs = [...dense.text.matchAll(coding.run)];
        for (let skipped = 0; skipped < coding.alignments && runs.length > 0; skipped += 1) {
            const spelling = spellings_decoded(dense, runs, skipped, coding);
            yield spelling;
            const plainer = unescaped(spelling);
            if (plainer)
                yield plainer;
        }
    }
}
function spellings_folded(spelling) {
    const kept = without(spelling, SKIPPED_BYTES);
    return { ...kept, text: kept.text.toLowerCase() };
}
function foldedBytes(text) {
    return text.replaceAll(SKIPPED, '').toLowerCase();
}
function bytesText(text) {
    return spellings_visible(utf8(text)).text;
}
function utf8(text) {
    const bytes = Buffer.from(text).toString('latin1');
    const plain = { text: bytes, source: (start, end) => [start, end] };
    if (bytes.length === text.length)
        return plain;
    return derived(plain, bytes.length, add => {
        let [start, byte] = [0, 0];
        for (const character of text) {
            const end = start + character.length;
            for (const next = byte + Buffer.byteLength(character); byte < next; byte += 1)
                add(bytes.charCodeAt(byte), start, end);
            start = end;
        }
    });
}
function spellings_visible(spelling) {
    if (VISIBLE_ASCII.test(spelling.text))
        return spelling;
    const known = new Map();
    const shown = (bytes) => {
        const character = Buffer.from(bytes, 'latin1').toString();
        if (/\p{Zs}/u.test(character))
            return ' '.padEnd(bytes.length, '\0');
        return spellings_INVISIBLE.test(character) ? '\0'.repeat(bytes.length) : bytes;
    };
    const text = spelling.text.replaceAll(CHARACTER, bytes => {
        const found = known.get(bytes) ?? shown(bytes);
        if (known.size < MAX_KNOWN)
            known.set(bytes, found);
        return found;
    });
    return without({ ...spelling, text }, CONTROLS);
}
function unescaped(spelling) {
    const { text } = spelling;
    if (text.search(ESCAPE) < 0)
        return undefined;
    return derived(spelling, text.length, add => {
        let next = 0;
        const copy = (end) => {
            for (; next < end; next += 1)
                add(text.charCodeAt(next), next, next + 1);
        };
        for (const match of text.matchAll(ESCAPE)) {
            copy(match.index);
            next += match[0].length;
            const group = match.findIndex((found, index) => index > 0 && found !== undefined);
            const bytes = DECODERS[group - 1]?.(match[group] ?? '') ?? [];
            for (let at = 0; at < bytes.length; at += 1)
                add(bytes[at], match.index, next);
        }
        copy(text.length);
    });
}
function bytesOfCode(digits, radix) {
    const code = Number.parseInt(digits, radix);
    return Buffer.from(String.fromCodePoint(code <= 0x10ffff ? code : 0xfffd));
}
function spellings_decoded(spelling, runs, skipped, { encoding, bits }) {
    return derived(spelling, spelling.text.length, add => {
        for (const { 0: run, index } of runs) {
            const bytes = Buffer.from(run.slice(skipped), encoding).toString('latin1');
            for (let at = 0; at < bytes.length; at += 1) {
                const last = index + skipped + (((8 * at + 7) / bits) | 0);
                add(bytes.charCodeAt(at), last - 1, last + 1);
            }
            add(BREAK, index + run.length - 1, index + run.length);
        }
    });
}
function without(spelling, isDropped) {
    const { text } = spelling;
    return derived(spelling, text.length, add => {
        for (let index = 0; index < text.length; index += 1) {
            const byte = text.charCodeAt(index);
            if (isDropped[byte] === 0)
                add(byte, index, index + 1);
        }
    });
}
function derived(from, capacity, write) {
    const bytes = Buffer.allocUnsafe(capacity);
    let length = 0;
    write(byte => {
        bytes[length] = byte;
        length += 1;
    });
    let places = new Uint32Array(0);
    return {
        text: bytes.toString('latin1', 0, length),
        source(first, end) {
            if (places.length === 0) {
                places = new Uint32Array(2 * length);
                let next = 0;
                write((_byte, start, end) => {
                    places[next] = start;
                    places[next + 1] = end;
                    next += 2;
                });
            }
            return from.source(places[2 * first], places[2 * end - 1]);
        },
    };
}
function bytesThat(pass) {
    return Uint8Array.from({ length: 256 }, (_, byte) => Number(pass(String.fromCharCode(byte))));
}

;// CONCATENATED MODULE: ./lib/secrets/redactor.js



const PIECE_CHARS = 64 * 1024;
const OVERLAP_CHARS = 12 * 1024;
function createRedactor(windows, literals, isPublic) {
    function* rangesIn(text) {
        for (const literal of literals)
            for (let start = text.indexOf(literal); start >= 0; start = text.indexOf(literal, start + 1))
                yield [start, start + literal.length];
        for (const range of signaturesIn(text))
            if (!isPublic(foldedBytes(text.slice(...range))))
                yield range;
        for (const range of linksIn(text))
            if (windows.has(comparedLink(text.slice(...range))))
                yield range;
    }
    return text => {
        if (text.length < MIN_CHARS)
            return text;
        const found = Buffer.alloc(text.length, ' ');
        for (let offset = 0; offset < text.length; offset += PIECE_CHARS) {
            const add = (spelling, ranges) => {
                for (const range of ranges) {
                    const [start, end] = spelling.source(...range);
                    found.fill('x', offset + start, offset + end);
                }
            };
            for (const spelling of spellingsOf(text.slice(offset, offset + PIECE_CHARS + OVERLAP_CHARS))) {
                add(spelling, rangesIn(spelling.text));
                const compared = spellings_folded(spelling);
                add(compared, windows.rangesIn(compared.text));
            }
        }
        const kept = [];
        let next = 0;
        for (const { 0: secret, index } of found.toString('latin1').matchAll(/x+/g)) {
            kept.push(text.slice(next, index), '***');
            next = index + secret.length;
        }
        return kept.join('') + text.slice(next);
    };
}
function foldedLink(url) {
    return comparedLink(bytesText(url));
}
function comparedLink(bytes) {
    let end = bytes.length;
    while (/[.,;:!?)\]}]/.test(bytes.charAt(end - 1)))
        end -= 1;
    return foldedBytes(bytes.slice(0, end));
}

;// CONCATENATED MODULE: ./lib/secrets/vault.js




const MAX_LINK_MASKS = 64;
function createVault(mask, unmasked = new Set(), now = () => 0) {
    const foldedText = (text) => foldedBytes(bytesText(text));
    const words = [...unmasked].map(foldedText);
    const publicTexts = [];
    const isWord = (folded) => words.some(word => word.includes(folded));
    const isPublic = (folded) => isWord(folded) || publicTexts.some(text => folded !== '' && text.includes(folded));
    const windows = createWindows(now);
    const literals = new Set();
    const masks = new Set();
    const maskOnce = (secret) => {
        const isTooSimple = secret.length < MIN_CHARS || new Set(secret).size <= 2;
        if (isTooSimple || masks.has(secret) || unmasked.has(secret.toLowerCase()))
            return;
        masks.add(secret);
        mask(secret);
    };
    const add = (secret, stay = 'lasting') => {
        for (const text of new Set([secret, secret.trim()]))
            maskOnce(text);
        const isShort = foldedText(secret).length < MIN_CHARS;
        const literal = bytesText(secret);
        if (isShort && masks.has(secret) && literal.length >= MIN_CHARS)
            literals.add(literal);
        const misread = Buffer.from(secret).toString('latin1');
        const texts = new Set([secret, misread, secret.normalize('NFD'), ...secret.split(/[\r\n]+/)]);
        const spellings = [...texts].flatMap(text => unescapedSpellings(text));
        for (const text of new Set(spellings.map(spelling => spellings_folded(spelling).text)))
            if (stay === 'lasting')
                windows.add('lasting', text, isWord);
            else
                windows.add('token', text, isPublic);
    };
    const addLink = (url) => {
        windows.addWhole(foldedLink(url));
        const values = signatureValues(url);
        for (const value of values)
            windows.add('link', foldedText(value), isPublic);
        return values;
    };
    return {
        add,
        addPair(id, secret) {
            add(secret);
            if (secret !== '')
                maskOnce(Buffer.from(`${id}:${secret}`).toString('base64'));
        },
        addLink,
        maskLink(url) {
            const values = addLink(url).filter(value => !isPublic(foldedText(value)));
            const forms = [...new Set(values.flatMap(value => [value, encodeURIComponent(value)]))];
            for (const form of forms.length > 0 ? forms.slice(0, MAX_LINK_MASKS) : [url])
                maskOnce(form);
        },
        addPublic(texts) {
            publicTexts.push(...texts.map(foldedText));
        },
        redact: createRedactor(windows, literals, isPublic),
    };
}

;// CONCATENATED MODULE: ./lib/main.js

























const PRINTERS = { info: core/* info */.pq, warning: core/* warning */.$e, debug: core/* debug */.Yz };
async function main() {
    const startedMs = systemClock.now();
    limitSemiSpaceGrowth();
    const vault = createVault(secret => core/* setSecret */.Pq(secret), contractWords(PROVIDERS), systemClock.now);
    const log = createLog(({ level, text }) => PRINTERS[level](text), vault.redact);
    const runId = (0,external_node_crypto_.randomBytes)(4).toString('hex');
    const workspace = process.env.GITHUB_WORKSPACE || process.cwd();
    const temporary = (0,external_node_path_.resolve)(process.env.RUNNER_TEMP || (0,external_node_os_.tmpdir)());
    let inputs;
    let endedBy = failedStep;
    const report = async (outcome) => {
        log.finish();
        const elapsedMs = systemClock.now() - startedMs;
        await conclude(outcome, { request: inputs?.request, vault, env: process.env, temporary, elapsedMs });
    };
    const { signal, finish } = installProcessHandlers(error => report(endedBy(toFailure(error))));
    const emit = event => {
        if (inputs && event.kind === 'started' && event.exportId)
            addExport(vault, inputs.request, { exportId: event.exportId });
        log(event);
    };
    let outcome;
    try {
        inputs = await readInputs(vault, log, { workspace, temporary, runId });
        const { artifact, ifUploadFails } = inputs.request;
        const problem = artifact && ifUploadFails === 'error' ? serviceProblem(process.env) : undefined;
        if (problem)
            throw problem;
        const roots = [workspace, temporary];
        await checkFolders(inputs.request, roots, signal);
        const ports = createPorts(inputs, {
            env: process.env,
            vault,
            roots,
            emit,
            signal,
            checkpoint: latest => {
                endedBy = latest;
            },
        });
        outcome = await awaitExports(inputs.request, ports);
    }
    catch (error) {
        outcome = endedBy(toFailure(error));
    }
    await report(outcome);
    await finish(Number(process.exitCode ?? 0));
}
const DISK_MS = 60_000;
async function checkFolders(request, roots, parent) {
    if (!request.download)
        return;
    const error = () => new ExportError('download', `The disk of ${request.folder} did not respond within ${DISK_MS / 1000} s.`, {
        hint: 'Set path to a folder on another disk.',
    });
    const { signal, clear } = startDeadline(systemClock, { ms: DISK_MS, parent, error });
    try {
        for (const folder of knownFolders(request))
            await raceAbort(checkFolder(folder, roots), signal);
    }
    finally {
        clear();
    }
}
async function readInputs(vault, emit, step) {
    const environment = checkEnvironment(process.env);
    for (const { id, secret } of environment.proxyCredentials)
        vault.addPair(id, secret);
    const rows = Object.entries(inputTable(PROVIDERS));
    const raw = Object.fromEntries(rows.map(([name]) => [name, core/* getInput */.V4(name)]));
    for (const [name, { secret }] of rows)
        if (secret)
            delete process.env[`INPUT_${name.toUpperCase()}`];
    addSecrets(vault, raw, PROVIDERS);
    const hasDocument = rows.some(([name, { form }]) => form === 'yaml' && raw[name]);
    const documents = hasDocument ? { yaml: await __nccwpck_require__.e(/* import() */ 815).then(__nccwpck_require__.t.bind(__nccwpck_require__, 38815, 19)), now: systemClock.date() } : undefined;
    const context = { ...step, home: (0,external_node_os_.homedir)(), env: process.env, providers: PROVIDERS, documents, readText: main_readText };
    const inputs = parseInputs(raw, context);
    if (environment.errors.length > 0)
        throw new ExportError('input', environment.errors.join(' '), {
            hint: 'Correct the environment of the runner.',
        });
    vault.addPublic(Object.values(inputs.request.place.ids));
    for (const one of inputs.request.wanted)
        if (one.kind === 'existing')
            addExport(vault, inputs.request, one);
    for (const text of [...inputs.request.warnings, ...environment.warnings])
        emit({ kind: 'warning', topic: text, text });
    return inputs;
}
function addExport(vault, request, one) {
    vault.addPublic([one.exportId, folderOf(request, one)]);
}
function main_readText(path) {
    try {
        return (0,external_node_fs_.readFileSync)(path, 'utf8');
    }
    catch {
        return undefined;
    }
}


/***/ }),

/***/ 77094:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  yU: () => (/* binding */ ExitCode),
  Yz: () => (/* binding */ core_debug),
  z3: () => (/* binding */ error),
  V4: () => (/* binding */ getInput),
  pq: () => (/* binding */ info),
  C1: () => (/* binding */ setFailed),
  uH: () => (/* binding */ setOutput),
  Pq: () => (/* binding */ core_setSecret),
  z: () => (/* reexport */ summary),
  $e: () => (/* binding */ warning)
});

// UNUSED EXPORTS: addPath, endGroup, exportVariable, getBooleanInput, getIDToken, getMultilineInput, getState, group, isDebug, markdownSummary, notice, platform, saveState, setCommandEcho, startGroup, toPlatformPath, toPosixPath, toWin32Path

// EXTERNAL MODULE: external "os"
var external_os_ = __nccwpck_require__(70857);
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function utils_toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
function utils_toCommandProperties(annotationProperties) {
    if (!Object.keys(annotationProperties).length) {
        return {};
    }
    return {
        title: annotationProperties.title,
        file: annotationProperties.file,
        line: annotationProperties.startLine,
        endLine: annotationProperties.endLine,
        col: annotationProperties.startColumn,
        endColumn: annotationProperties.endColumn
    };
}
//# sourceMappingURL=utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/command.js


/**
 * Issues a command to the GitHub Actions runner
 *
 * @param command - The command name to issue
 * @param properties - Additional properties for the command (key-value pairs)
 * @param message - The message to include with the command
 * @remarks
 * This function outputs a specially formatted string to stdout that the Actions
 * runner interprets as a command. These commands can control workflow behavior,
 * set outputs, create annotations, mask values, and more.
 *
 * Command Format:
 *   ::name key=value,key=value::message
 *
 * @example
 * ```typescript
 * // Issue a warning annotation
 * issueCommand('warning', {}, 'This is a warning message');
 * // Output: ::warning::This is a warning message
 *
 * // Set an environment variable
 * issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
 * // Output: ::set-env name=MY_VAR::some value
 *
 * // Add a secret mask
 * issueCommand('add-mask', {}, 'secretValue123');
 * // Output: ::add-mask::secretValue123
 * ```
 *
 * @internal
 * This is an internal utility function that powers the public API functions
 * such as setSecret, warning, error, and exportVariable.
 */
function command_issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + external_os_.EOL);
}
function command_issue(name, message = '') {
    command_issueCommand(name, {}, message);
}
const CMD_STRING = '::';
class Command {
    constructor(command, properties, message) {
        if (!command) {
            command = 'missing.command';
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
    }
    toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
            cmdStr += ' ';
            let first = true;
            for (const key in this.properties) {
                if (this.properties.hasOwnProperty(key)) {
                    const val = this.properties[key];
                    if (val) {
                        if (first) {
                            first = false;
                        }
                        else {
                            cmdStr += ',';
                        }
                        cmdStr += `${key}=${escapeProperty(val)}`;
                    }
                }
            }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
    }
}
function escapeData(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A')
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
}
//# sourceMappingURL=command.js.map
// EXTERNAL MODULE: external "crypto"
var external_crypto_ = __nccwpck_require__(76982);
// EXTERNAL MODULE: external "fs"
var external_fs_ = __nccwpck_require__(79896);
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/file-command.js
// For internal use, subject to change.
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */




function file_command_issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!external_fs_.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    external_fs_.appendFileSync(filePath, `${utils_toCommandValue(message)}${external_os_.EOL}`, {
        encoding: 'utf8'
    });
}
function file_command_prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${external_crypto_.randomUUID()}`;
    const convertedValue = utils_toCommandValue(value);
    // These should realistically never happen, but just in case someone finds a
    // way to exploit uuid generation let's not allow keys or values that contain
    // the delimiter.
    if (key.includes(delimiter)) {
        throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
    }
    if (convertedValue.includes(delimiter)) {
        throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
    }
    return `${key}<<${delimiter}${external_os_.EOL}${convertedValue}${external_os_.EOL}${delimiter}`;
}
//# sourceMappingURL=file-command.js.map
// EXTERNAL MODULE: external "path"
var external_path_ = __nccwpck_require__(16928);
// EXTERNAL MODULE: ./node_modules/@actions/http-client/lib/index.js + 2 modules
var lib = __nccwpck_require__(75186);
// EXTERNAL MODULE: ./node_modules/@actions/http-client/lib/auth.js
var auth = __nccwpck_require__(92145);
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/oidc-utils.js
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};



class oidc_utils_OidcClient {
    static createHttpClient(allowRetry = true, maxRetry = 10) {
        const requestOptions = {
            allowRetries: allowRetry,
            maxRetries: maxRetry
        };
        return new HttpClient('actions/oidc-client', [new BearerCredentialHandler(oidc_utils_OidcClient.getRequestToken())], requestOptions);
    }
    static getRequestToken() {
        const token = process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
        if (!token) {
            throw new Error('Unable to get ACTIONS_ID_TOKEN_REQUEST_TOKEN env variable');
        }
        return token;
    }
    static getIDTokenUrl() {
        const runtimeUrl = process.env['ACTIONS_ID_TOKEN_REQUEST_URL'];
        if (!runtimeUrl) {
            throw new Error('Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable');
        }
        return runtimeUrl;
    }
    static getCall(id_token_url) {
        return __awaiter(this, void 0, void 0, function* () {
            var _a;
            const httpclient = oidc_utils_OidcClient.createHttpClient();
            const res = yield httpclient
                .getJson(id_token_url)
                .catch(error => {
                throw new Error(`Failed to get ID Token. \n 
        Error Code : ${error.statusCode}\n 
        Error Message: ${error.message}`);
            });
            const id_token = (_a = res.result) === null || _a === void 0 ? void 0 : _a.value;
            if (!id_token) {
                throw new Error('Response json body do not have ID Token field');
            }
            return id_token;
        });
    }
    static getIDToken(audience) {
        return __awaiter(this, void 0, void 0, function* () {
            try {
                // New ID Token is requested from action service
                let id_token_url = oidc_utils_OidcClient.getIDTokenUrl();
                if (audience) {
                    const encodedAudience = encodeURIComponent(audience);
                    id_token_url = `${id_token_url}&audience=${encodedAudience}`;
                }
                debug(`ID token url is ${id_token_url}`);
                const id_token = yield oidc_utils_OidcClient.getCall(id_token_url);
                setSecret(id_token);
                return id_token;
            }
            catch (error) {
                throw new Error(`Error message: ${error.message}`);
            }
        });
    }
}
//# sourceMappingURL=oidc-utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/summary.js
var summary_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const { access, appendFile, writeFile } = external_fs_.promises;
const SUMMARY_ENV_VAR = 'GITHUB_STEP_SUMMARY';
const SUMMARY_DOCS_URL = 'https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-job-summary';
class Summary {
    constructor() {
        this._buffer = '';
    }
    /**
     * Finds the summary file path from the environment, rejects if env var is not found or file does not exist
     * Also checks r/w permissions.
     *
     * @returns step summary file path
     */
    filePath() {
        return summary_awaiter(this, void 0, void 0, function* () {
            if (this._filePath) {
                return this._filePath;
            }
            const pathFromEnv = process.env[SUMMARY_ENV_VAR];
            if (!pathFromEnv) {
                throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
            }
            try {
                yield access(pathFromEnv, external_fs_.constants.R_OK | external_fs_.constants.W_OK);
            }
            catch (_a) {
                throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
            }
            this._filePath = pathFromEnv;
            return this._filePath;
        });
    }
    /**
     * Wraps content in an HTML tag, adding any HTML attributes
     *
     * @param {string} tag HTML tag to wrap
     * @param {string | null} content content within the tag
     * @param {[attribute: string]: string} attrs key-value list of HTML attributes to add
     *
     * @returns {string} content wrapped in HTML element
     */
    wrap(tag, content, attrs = {}) {
        const htmlAttrs = Object.entries(attrs)
            .map(([key, value]) => ` ${key}="${value}"`)
            .join('');
        if (!content) {
            return `<${tag}${htmlAttrs}>`;
        }
        return `<${tag}${htmlAttrs}>${content}</${tag}>`;
    }
    /**
     * Writes text in the buffer to the summary buffer file and empties buffer. Will append by default.
     *
     * @param {SummaryWriteOptions} [options] (optional) options for write operation
     *
     * @returns {Promise<Summary>} summary instance
     */
    write(options) {
        return summary_awaiter(this, void 0, void 0, function* () {
            const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
            const filePath = yield this.filePath();
            const writeFunc = overwrite ? writeFile : appendFile;
            yield writeFunc(filePath, this._buffer, { encoding: 'utf8' });
            return this.emptyBuffer();
        });
    }
    /**
     * Clears the summary buffer and wipes the summary file
     *
     * @returns {Summary} summary instance
     */
    clear() {
        return summary_awaiter(this, void 0, void 0, function* () {
            return this.emptyBuffer().write({ overwrite: true });
        });
    }
    /**
     * Returns the current summary buffer as a string
     *
     * @returns {string} string of summary buffer
     */
    stringify() {
        return this._buffer;
    }
    /**
     * If the summary buffer is empty
     *
     * @returns {boolen} true if the buffer is empty
     */
    isEmptyBuffer() {
        return this._buffer.length === 0;
    }
    /**
     * Resets the summary buffer without writing to summary file
     *
     * @returns {Summary} summary instance
     */
    emptyBuffer() {
        this._buffer = '';
        return this;
    }
    /**
     * Adds raw text to the summary buffer
     *
     * @param {string} text content to add
     * @param {boolean} [addEOL=false] (optional) append an EOL to the raw text (default: false)
     *
     * @returns {Summary} summary instance
     */
    addRaw(text, addEOL = false) {
        this._buffer += text;
        return addEOL ? this.addEOL() : this;
    }
    /**
     * Adds the operating system-specific end-of-line marker to the buffer
     *
     * @returns {Summary} summary instance
     */
    addEOL() {
        return this.addRaw(external_os_.EOL);
    }
    /**
     * Adds an HTML codeblock to the summary buffer
     *
     * @param {string} code content to render within fenced code block
     * @param {string} lang (optional) language to syntax highlight code
     *
     * @returns {Summary} summary instance
     */
    addCodeBlock(code, lang) {
        const attrs = Object.assign({}, (lang && { lang }));
        const element = this.wrap('pre', this.wrap('code', code), attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML list to the summary buffer
     *
     * @param {string[]} items list of items to render
     * @param {boolean} [ordered=false] (optional) if the rendered list should be ordered or not (default: false)
     *
     * @returns {Summary} summary instance
     */
    addList(items, ordered = false) {
        const tag = ordered ? 'ol' : 'ul';
        const listItems = items.map(item => this.wrap('li', item)).join('');
        const element = this.wrap(tag, listItems);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML table to the summary buffer
     *
     * @param {SummaryTableCell[]} rows table rows
     *
     * @returns {Summary} summary instance
     */
    addTable(rows) {
        const tableBody = rows
            .map(row => {
            const cells = row
                .map(cell => {
                if (typeof cell === 'string') {
                    return this.wrap('td', cell);
                }
                const { header, data, colspan, rowspan } = cell;
                const tag = header ? 'th' : 'td';
                const attrs = Object.assign(Object.assign({}, (colspan && { colspan })), (rowspan && { rowspan }));
                return this.wrap(tag, data, attrs);
            })
                .join('');
            return this.wrap('tr', cells);
        })
            .join('');
        const element = this.wrap('table', tableBody);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds a collapsable HTML details element to the summary buffer
     *
     * @param {string} label text for the closed state
     * @param {string} content collapsable content
     *
     * @returns {Summary} summary instance
     */
    addDetails(label, content) {
        const element = this.wrap('details', this.wrap('summary', label) + content);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML image tag to the summary buffer
     *
     * @param {string} src path to the image you to embed
     * @param {string} alt text description of the image
     * @param {SummaryImageOptions} options (optional) addition image attributes
     *
     * @returns {Summary} summary instance
     */
    addImage(src, alt, options) {
        const { width, height } = options || {};
        const attrs = Object.assign(Object.assign({}, (width && { width })), (height && { height }));
        const element = this.wrap('img', null, Object.assign({ src, alt }, attrs));
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML section heading element
     *
     * @param {string} text heading text
     * @param {number | string} [level=1] (optional) the heading level, default: 1
     *
     * @returns {Summary} summary instance
     */
    addHeading(text, level) {
        const tag = `h${level}`;
        const allowedTag = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].includes(tag)
            ? tag
            : 'h1';
        const element = this.wrap(allowedTag, text);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML thematic break (<hr>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addSeparator() {
        const element = this.wrap('hr', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML line break (<br>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addBreak() {
        const element = this.wrap('br', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML blockquote to the summary buffer
     *
     * @param {string} text quote text
     * @param {string} cite (optional) citation url
     *
     * @returns {Summary} summary instance
     */
    addQuote(text, cite) {
        const attrs = Object.assign({}, (cite && { cite }));
        const element = this.wrap('blockquote', text, attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML anchor tag to the summary buffer
     *
     * @param {string} text link text/content
     * @param {string} href hyperlink
     *
     * @returns {Summary} summary instance
     */
    addLink(text, href) {
        const element = this.wrap('a', text, { href });
        return this.addRaw(element).addEOL();
    }
}
const _summary = new Summary();
/**
 * @deprecated use `core.summary`
 */
const markdownSummary = (/* unused pure expression or super */ null && (_summary));
const summary = _summary;
//# sourceMappingURL=summary.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/path-utils.js

/**
 * toPosixPath converts the given path to the posix form. On Windows, \\ will be
 * replaced with /.
 *
 * @param pth. Path to transform.
 * @return string Posix path.
 */
function toPosixPath(pth) {
    return pth.replace(/[\\]/g, '/');
}
/**
 * toWin32Path converts the given path to the win32 form. On Linux, / will be
 * replaced with \\.
 *
 * @param pth. Path to transform.
 * @return string Win32 path.
 */
function toWin32Path(pth) {
    return pth.replace(/[/]/g, '\\');
}
/**
 * toPlatformPath converts the given path to a platform-specific path. It does
 * this by replacing instances of / and \ with the platform-specific path
 * separator.
 *
 * @param pth The path to platformize.
 * @return string The platform-specific path.
 */
function toPlatformPath(pth) {
    return pth.replace(/[/\\]/g, path.sep);
}
//# sourceMappingURL=path-utils.js.map
// EXTERNAL MODULE: external "string_decoder"
var external_string_decoder_ = __nccwpck_require__(13193);
// EXTERNAL MODULE: external "events"
var external_events_ = __nccwpck_require__(24434);
;// CONCATENATED MODULE: external "child_process"
const external_child_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("child_process");
// EXTERNAL MODULE: external "assert"
var external_assert_ = __nccwpck_require__(42613);
;// CONCATENATED MODULE: ./node_modules/@actions/io/lib/io-util.js
var io_util_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const { chmod, copyFile, lstat, mkdir, open: io_util_open, readdir, rename, rm, rmdir, stat, symlink, unlink } = external_fs_.promises;
// export const {open} = 'fs'
const IS_WINDOWS = process.platform === 'win32';
/**
 * Custom implementation of readlink to ensure Windows junctions
 * maintain trailing backslash for backward compatibility with Node.js < 24
 *
 * In Node.js 20, Windows junctions (directory symlinks) always returned paths
 * with trailing backslashes. Node.js 24 removed this behavior, which breaks
 * code that relied on this format for path operations.
 *
 * This implementation restores the Node 20 behavior by adding a trailing
 * backslash to all junction results on Windows.
 */
function readlink(fsPath) {
    return io_util_awaiter(this, void 0, void 0, function* () {
        const result = yield fs.promises.readlink(fsPath);
        // On Windows, restore Node 20 behavior: add trailing backslash to all results
        // since junctions on Windows are always directory links
        if (IS_WINDOWS && !result.endsWith('\\')) {
            return `${result}\\`;
        }
        return result;
    });
}
// See https://github.com/nodejs/node/blob/d0153aee367422d0858105abec186da4dff0a0c5/deps/uv/include/uv/win.h#L691
const UV_FS_O_EXLOCK = 0x10000000;
const READONLY = external_fs_.constants.O_RDONLY;
function exists(fsPath) {
    return io_util_awaiter(this, void 0, void 0, function* () {
        try {
            yield stat(fsPath);
        }
        catch (err) {
            if (err.code === 'ENOENT') {
                return false;
            }
            throw err;
        }
        return true;
    });
}
function isDirectory(fsPath_1) {
    return io_util_awaiter(this, arguments, void 0, function* (fsPath, useStat = false) {
        const stats = useStat ? yield stat(fsPath) : yield lstat(fsPath);
        return stats.isDirectory();
    });
}
/**
 * On OSX/Linux, true if path starts with '/'. On Windows, true for paths like:
 * \, \hello, \\hello\share, C:, and C:\hello (and corresponding alternate separator cases).
 */
function isRooted(p) {
    p = normalizeSeparators(p);
    if (!p) {
        throw new Error('isRooted() parameter "p" cannot be empty');
    }
    if (IS_WINDOWS) {
        return (p.startsWith('\\') || /^[A-Z]:/i.test(p) // e.g. \ or \hello or \\hello
        ); // e.g. C: or C:\hello
    }
    return p.startsWith('/');
}
/**
 * Best effort attempt to determine whether a file exists and is executable.
 * @param filePath    file path to check
 * @param extensions  additional file extensions to try
 * @return if file exists and is executable, returns the file path. otherwise empty string.
 */
function tryGetExecutablePath(filePath, extensions) {
    return io_util_awaiter(this, void 0, void 0, function* () {
        let stats = undefined;
        try {
            // test file exists
            stats = yield stat(filePath);
        }
        catch (err) {
            if (err.code !== 'ENOENT') {
                // eslint-disable-next-line no-console
                console.log(`Unexpected error attempting to determine if executable file exists '${filePath}': ${err}`);
            }
        }
        if (stats && stats.isFile()) {
            if (IS_WINDOWS) {
                // on Windows, test for valid extension
                const upperExt = external_path_.extname(filePath).toUpperCase();
                if (extensions.some(validExt => validExt.toUpperCase() === upperExt)) {
                    return filePath;
                }
            }
            else {
                if (isUnixExecutable(stats)) {
                    return filePath;
                }
            }
        }
        // try each extension
        const originalFilePath = filePath;
        for (const extension of extensions) {
            filePath = originalFilePath + extension;
            stats = undefined;
            try {
                stats = yield stat(filePath);
            }
            catch (err) {
                if (err.code !== 'ENOENT') {
                    // eslint-disable-next-line no-console
                    console.log(`Unexpected error attempting to determine if executable file exists '${filePath}': ${err}`);
                }
            }
            if (stats && stats.isFile()) {
                if (IS_WINDOWS) {
                    // preserve the case of the actual file (since an extension was appended)
                    try {
                        const directory = external_path_.dirname(filePath);
                        const upperName = external_path_.basename(filePath).toUpperCase();
                        for (const actualName of yield readdir(directory)) {
                            if (upperName === actualName.toUpperCase()) {
                                filePath = external_path_.join(directory, actualName);
                                break;
                            }
                        }
                    }
                    catch (err) {
                        // eslint-disable-next-line no-console
                        console.log(`Unexpected error attempting to determine the actual case of the file '${filePath}': ${err}`);
                    }
                    return filePath;
                }
                else {
                    if (isUnixExecutable(stats)) {
                        return filePath;
                    }
                }
            }
        }
        return '';
    });
}
function normalizeSeparators(p) {
    p = p || '';
    if (IS_WINDOWS) {
        // convert slashes on Windows
        p = p.replace(/\//g, '\\');
        // remove redundant slashes
        return p.replace(/\\\\+/g, '\\');
    }
    // remove redundant slashes
    return p.replace(/\/\/+/g, '/');
}
// on Mac/Linux, test the execute bit
//     R   W  X  R  W X R W X
//   256 128 64 32 16 8 4 2 1
function isUnixExecutable(stats) {
    return ((stats.mode & 1) > 0 ||
        ((stats.mode & 8) > 0 &&
            process.getgid !== undefined &&
            stats.gid === process.getgid()) ||
        ((stats.mode & 64) > 0 &&
            process.getuid !== undefined &&
            stats.uid === process.getuid()));
}
// Get the path of cmd.exe in windows
function getCmdPath() {
    var _a;
    return (_a = process.env['COMSPEC']) !== null && _a !== void 0 ? _a : `cmd.exe`;
}
//# sourceMappingURL=io-util.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/io/lib/io.js
var io_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};



/**
 * Copies a file or folder.
 * Based off of shelljs - https://github.com/shelljs/shelljs/blob/9237f66c52e5daa40458f94f9565e18e8132f5a6/src/cp.js
 *
 * @param     source    source path
 * @param     dest      destination path
 * @param     options   optional. See CopyOptions.
 */
function cp(source_1, dest_1) {
    return io_awaiter(this, arguments, void 0, function* (source, dest, options = {}) {
        const { force, recursive, copySourceDirectory } = readCopyOptions(options);
        const destStat = (yield ioUtil.exists(dest)) ? yield ioUtil.stat(dest) : null;
        // Dest is an existing file, but not forcing
        if (destStat && destStat.isFile() && !force) {
            return;
        }
        // If dest is an existing directory, should copy inside.
        const newDest = destStat && destStat.isDirectory() && copySourceDirectory
            ? path.join(dest, path.basename(source))
            : dest;
        if (!(yield ioUtil.exists(source))) {
            throw new Error(`no such file or directory: ${source}`);
        }
        const sourceStat = yield ioUtil.stat(source);
        if (sourceStat.isDirectory()) {
            if (!recursive) {
                throw new Error(`Failed to copy. ${source} is a directory, but tried to copy without recursive flag.`);
            }
            else {
                yield cpDirRecursive(source, newDest, 0, force);
            }
        }
        else {
            if (path.relative(source, newDest) === '') {
                // a file cannot be copied to itself
                throw new Error(`'${newDest}' and '${source}' are the same file`);
            }
            yield io_copyFile(source, newDest, force);
        }
    });
}
/**
 * Moves a path.
 *
 * @param     source    source path
 * @param     dest      destination path
 * @param     options   optional. See MoveOptions.
 */
function mv(source_1, dest_1) {
    return io_awaiter(this, arguments, void 0, function* (source, dest, options = {}) {
        if (yield ioUtil.exists(dest)) {
            let destExists = true;
            if (yield ioUtil.isDirectory(dest)) {
                // If dest is directory copy src into dest
                dest = path.join(dest, path.basename(source));
                destExists = yield ioUtil.exists(dest);
            }
            if (destExists) {
                if (options.force == null || options.force) {
                    yield rmRF(dest);
                }
                else {
                    throw new Error('Destination already exists');
                }
            }
        }
        yield mkdirP(path.dirname(dest));
        yield ioUtil.rename(source, dest);
    });
}
/**
 * Remove a path recursively with force
 *
 * @param inputPath path to remove
 */
function rmRF(inputPath) {
    return io_awaiter(this, void 0, void 0, function* () {
        if (ioUtil.IS_WINDOWS) {
            // Check for invalid characters
            // https://docs.microsoft.com/en-us/windows/win32/fileio/naming-a-file
            if (/[*"<>|]/.test(inputPath)) {
                throw new Error('File path must not contain `*`, `"`, `<`, `>` or `|` on Windows');
            }
        }
        try {
            // note if path does not exist, error is silent
            yield ioUtil.rm(inputPath, {
                force: true,
                maxRetries: 3,
                recursive: true,
                retryDelay: 300
            });
        }
        catch (err) {
            throw new Error(`File was unable to be removed ${err}`);
        }
    });
}
/**
 * Make a directory.  Creates the full path with folders in between
 * Will throw if it fails
 *
 * @param   fsPath        path to create
 * @returns Promise<void>
 */
function mkdirP(fsPath) {
    return io_awaiter(this, void 0, void 0, function* () {
        ok(fsPath, 'a path argument must be provided');
        yield ioUtil.mkdir(fsPath, { recursive: true });
    });
}
/**
 * Returns path of a tool had the tool actually been invoked.  Resolves via paths.
 * If you check and the tool does not exist, it will throw.
 *
 * @param     tool              name of the tool
 * @param     check             whether to check if tool exists
 * @returns   Promise<string>   path to tool
 */
function which(tool, check) {
    return io_awaiter(this, void 0, void 0, function* () {
        if (!tool) {
            throw new Error("parameter 'tool' is required");
        }
        // recursive when check=true
        if (check) {
            const result = yield which(tool, false);
            if (!result) {
                if (IS_WINDOWS) {
                    throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also verify the file has a valid extension for an executable file.`);
                }
                else {
                    throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also check the file mode to verify the file is executable.`);
                }
            }
            return result;
        }
        const matches = yield findInPath(tool);
        if (matches && matches.length > 0) {
            return matches[0];
        }
        return '';
    });
}
/**
 * Returns a list of all occurrences of the given tool on the system path.
 *
 * @returns   Promise<string[]>  the paths of the tool
 */
function findInPath(tool) {
    return io_awaiter(this, void 0, void 0, function* () {
        if (!tool) {
            throw new Error("parameter 'tool' is required");
        }
        // build the list of extensions to try
        const extensions = [];
        if (IS_WINDOWS && process.env['PATHEXT']) {
            for (const extension of process.env['PATHEXT'].split(external_path_.delimiter)) {
                if (extension) {
                    extensions.push(extension);
                }
            }
        }
        // if it's rooted, return it if exists. otherwise return empty.
        if (isRooted(tool)) {
            const filePath = yield tryGetExecutablePath(tool, extensions);
            if (filePath) {
                return [filePath];
            }
            return [];
        }
        // if any path separators, return empty
        if (tool.includes(external_path_.sep)) {
            return [];
        }
        // build the list of directories
        //
        // Note, technically "where" checks the current directory on Windows. From a toolkit perspective,
        // it feels like we should not do this. Checking the current directory seems like more of a use
        // case of a shell, and the which() function exposed by the toolkit should strive for consistency
        // across platforms.
        const directories = [];
        if (process.env.PATH) {
            for (const p of process.env.PATH.split(external_path_.delimiter)) {
                if (p) {
                    directories.push(p);
                }
            }
        }
        // find all matches
        const matches = [];
        for (const directory of directories) {
            const filePath = yield tryGetExecutablePath(external_path_.join(directory, tool), extensions);
            if (filePath) {
                matches.push(filePath);
            }
        }
        return matches;
    });
}
function readCopyOptions(options) {
    const force = options.force == null ? true : options.force;
    const recursive = Boolean(options.recursive);
    const copySourceDirectory = options.copySourceDirectory == null
        ? true
        : Boolean(options.copySourceDirectory);
    return { force, recursive, copySourceDirectory };
}
function cpDirRecursive(sourceDir, destDir, currentDepth, force) {
    return io_awaiter(this, void 0, void 0, function* () {
        // Ensure there is not a run away recursive copy
        if (currentDepth >= 255)
            return;
        currentDepth++;
        yield mkdirP(destDir);
        const files = yield ioUtil.readdir(sourceDir);
        for (const fileName of files) {
            const srcFile = `${sourceDir}/${fileName}`;
            const destFile = `${destDir}/${fileName}`;
            const srcFileStat = yield ioUtil.lstat(srcFile);
            if (srcFileStat.isDirectory()) {
                // Recurse
                yield cpDirRecursive(srcFile, destFile, currentDepth, force);
            }
            else {
                yield io_copyFile(srcFile, destFile, force);
            }
        }
        // Change the mode for the newly created directory
        yield ioUtil.chmod(destDir, (yield ioUtil.stat(sourceDir)).mode);
    });
}
// Buffered file copy
function io_copyFile(srcFile, destFile, force) {
    return io_awaiter(this, void 0, void 0, function* () {
        if ((yield ioUtil.lstat(srcFile)).isSymbolicLink()) {
            // unlink/re-link it
            try {
                yield ioUtil.lstat(destFile);
                yield ioUtil.unlink(destFile);
            }
            catch (e) {
                // Try to override file permission
                if (e.code === 'EPERM') {
                    yield ioUtil.chmod(destFile, '0666');
                    yield ioUtil.unlink(destFile);
                }
                // other errors = it doesn't exist, no work to do
            }
            // Copy over symlink
            const symlinkFull = yield ioUtil.readlink(srcFile);
            yield ioUtil.symlink(symlinkFull, destFile, ioUtil.IS_WINDOWS ? 'junction' : null);
        }
        else if (!(yield ioUtil.exists(destFile)) || force) {
            yield ioUtil.copyFile(srcFile, destFile);
        }
    });
}
//# sourceMappingURL=io.js.map
;// CONCATENATED MODULE: external "timers"
const external_timers_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("timers");
;// CONCATENATED MODULE: ./node_modules/@actions/exec/lib/toolrunner.js
var toolrunner_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};







/* eslint-disable @typescript-eslint/unbound-method */
const toolrunner_IS_WINDOWS = process.platform === 'win32';
/*
 * Class for running command line tools. Handles quoting and arg parsing in a platform agnostic way.
 */
class ToolRunner extends external_events_.EventEmitter {
    constructor(toolPath, args, options) {
        super();
        if (!toolPath) {
            throw new Error("Parameter 'toolPath' cannot be null or empty.");
        }
        this.toolPath = toolPath;
        this.args = args || [];
        this.options = options || {};
    }
    _debug(message) {
        if (this.options.listeners && this.options.listeners.debug) {
            this.options.listeners.debug(message);
        }
    }
    _getCommandString(options, noPrefix) {
        const toolPath = this._getSpawnFileName();
        const args = this._getSpawnArgs(options);
        let cmd = noPrefix ? '' : '[command]'; // omit prefix when piped to a second tool
        if (toolrunner_IS_WINDOWS) {
            // Windows + cmd file
            if (this._isCmdFile()) {
                cmd += toolPath;
                for (const a of args) {
                    cmd += ` ${a}`;
                }
            }
            // Windows + verbatim
            else if (options.windowsVerbatimArguments) {
                cmd += `"${toolPath}"`;
                for (const a of args) {
                    cmd += ` ${a}`;
                }
            }
            // Windows (regular)
            else {
                cmd += this._windowsQuoteCmdArg(toolPath);
                for (const a of args) {
                    cmd += ` ${this._windowsQuoteCmdArg(a)}`;
                }
            }
        }
        else {
            // OSX/Linux - this can likely be improved with some form of quoting.
            // creating processes on Unix is fundamentally different than Windows.
            // on Unix, execvp() takes an arg array.
            cmd += toolPath;
            for (const a of args) {
                cmd += ` ${a}`;
            }
        }
        return cmd;
    }
    _processLineBuffer(data, strBuffer, onLine) {
        try {
            let s = strBuffer + data.toString();
            let n = s.indexOf(external_os_.EOL);
            while (n > -1) {
                const line = s.substring(0, n);
                onLine(line);
                // the rest of the string ...
                s = s.substring(n + external_os_.EOL.length);
                n = s.indexOf(external_os_.EOL);
            }
            return s;
        }
        catch (err) {
            // streaming lines to console is best effort.  Don't fail a build.
            this._debug(`error processing line. Failed with error ${err}`);
            return '';
        }
    }
    _getSpawnFileName() {
        if (toolrunner_IS_WINDOWS) {
            if (this._isCmdFile()) {
                return process.env['COMSPEC'] || 'cmd.exe';
            }
        }
        return this.toolPath;
    }
    _getSpawnArgs(options) {
        if (toolrunner_IS_WINDOWS) {
            if (this._isCmdFile()) {
                let argline = `/D /S /C "${this._windowsQuoteCmdArg(this.toolPath)}`;
                for (const a of this.args) {
                    argline += ' ';
                    argline += options.windowsVerbatimArguments
                        ? a
                        : this._windowsQuoteCmdArg(a);
                }
                argline += '"';
                return [argline];
            }
        }
        return this.args;
    }
    _endsWith(str, end) {
        return str.endsWith(end);
    }
    _isCmdFile() {
        const upperToolPath = this.toolPath.toUpperCase();
        return (this._endsWith(upperToolPath, '.CMD') ||
            this._endsWith(upperToolPath, '.BAT'));
    }
    _windowsQuoteCmdArg(arg) {
        // for .exe, apply the normal quoting rules that libuv applies
        if (!this._isCmdFile()) {
            return this._uvQuoteCmdArg(arg);
        }
        // otherwise apply quoting rules specific to the cmd.exe command line parser.
        // the libuv rules are generic and are not designed specifically for cmd.exe
        // command line parser.
        //
        // for a detailed description of the cmd.exe command line parser, refer to
        // http://stackoverflow.com/questions/4094699/how-does-the-windows-command-interpreter-cmd-exe-parse-scripts/7970912#7970912
        // need quotes for empty arg
        if (!arg) {
            return '""';
        }
        // determine whether the arg needs to be quoted
        const cmdSpecialChars = [
            ' ',
            '\t',
            '&',
            '(',
            ')',
            '[',
            ']',
            '{',
            '}',
            '^',
            '=',
            ';',
            '!',
            "'",
            '+',
            ',',
            '`',
            '~',
            '|',
            '<',
            '>',
            '"'
        ];
        let needsQuotes = false;
        for (const char of arg) {
            if (cmdSpecialChars.some(x => x === char)) {
                needsQuotes = true;
                break;
            }
        }
        // short-circuit if quotes not needed
        if (!needsQuotes) {
            return arg;
        }
        // the following quoting rules are very similar to the rules that by libuv applies.
        //
        // 1) wrap the string in quotes
        //
        // 2) double-up quotes - i.e. " => ""
        //
        //    this is different from the libuv quoting rules. libuv replaces " with \", which unfortunately
        //    doesn't work well with a cmd.exe command line.
        //
        //    note, replacing " with "" also works well if the arg is passed to a downstream .NET console app.
        //    for example, the command line:
        //          foo.exe "myarg:""my val"""
        //    is parsed by a .NET console app into an arg array:
        //          [ "myarg:\"my val\"" ]
        //    which is the same end result when applying libuv quoting rules. although the actual
        //    command line from libuv quoting rules would look like:
        //          foo.exe "myarg:\"my val\""
        //
        // 3) double-up slashes that precede a quote,
        //    e.g.  hello \world    => "hello \world"
        //          hello\"world    => "hello\\""world"
        //          hello\\"world   => "hello\\\\""world"
        //          hello world\    => "hello world\\"
        //
        //    technically this is not required for a cmd.exe command line, or the batch argument parser.
        //    the reasons for including this as a .cmd quoting rule are:
        //
        //    a) this is optimized for the scenario where the argument is passed from the .cmd file to an
        //       external program. many programs (e.g. .NET console apps) rely on the slash-doubling rule.
        //
        //    b) it's what we've been doing previously (by deferring to node default behavior) and we
        //       haven't heard any complaints about that aspect.
        //
        // note, a weakness of the quoting rules chosen here, is that % is not escaped. in fact, % cannot be
        // escaped when used on the command line directly - even though within a .cmd file % can be escaped
        // by using %%.
        //
        // the saving grace is, on the command line, %var% is left as-is if var is not defined. this contrasts
        // the line parsing rules within a .cmd file, where if var is not defined it is replaced with nothing.
        //
        // one option that was explored was replacing % with ^% - i.e. %var% => ^%var^%. this hack would
        // often work, since it is unlikely that var^ would exist, and the ^ character is removed when the
        // variable is used. the problem, however, is that ^ is not removed when %* is used to pass the args
        // to an external program.
        //
        // an unexplored potential solution for the % escaping problem, is to create a wrapper .cmd file.
        // % can be escaped within a .cmd file.
        let reverse = '"';
        let quoteHit = true;
        for (let i = arg.length; i > 0; i--) {
            // walk the string in reverse
            reverse += arg[i - 1];
            if (quoteHit && arg[i - 1] === '\\') {
                reverse += '\\'; // double the slash
            }
            else if (arg[i - 1] === '"') {
                quoteHit = true;
                reverse += '"'; // double the quote
            }
            else {
                quoteHit = false;
            }
        }
        reverse += '"';
        return reverse.split('').reverse().join('');
    }
    _uvQuoteCmdArg(arg) {
        // Tool runner wraps child_process.spawn() and needs to apply the same quoting as
        // Node in certain cases where the undocumented spawn option windowsVerbatimArguments
        // is used.
        //
        // Since this function is a port of quote_cmd_arg from Node 4.x (technically, lib UV,
        // see https://github.com/nodejs/node/blob/v4.x/deps/uv/src/win/process.c for details),
        // pasting copyright notice from Node within this function:
        //
        //      Copyright Joyent, Inc. and other Node contributors. All rights reserved.
        //
        //      Permission is hereby granted, free of charge, to any person obtaining a copy
        //      of this software and associated documentation files (the "Software"), to
        //      deal in the Software without restriction, including without limitation the
        //      rights to use, copy, modify, merge, publish, distribute, sublicense, and/or
        //      sell copies of the Software, and to permit persons to whom the Software is
        //      furnished to do so, subject to the following conditions:
        //
        //      The above copyright notice and this permission notice shall be included in
        //      all copies or substantial portions of the Software.
        //
        //      THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
        //      IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
        //      FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
        //      AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
        //      LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING
        //      FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
        //      IN THE SOFTWARE.
        if (!arg) {
            // Need double quotation for empty argument
            return '""';
        }
        if (!arg.includes(' ') && !arg.includes('\t') && !arg.includes('"')) {
            // No quotation needed
            return arg;
        }
        if (!arg.includes('"') && !arg.includes('\\')) {
            // No embedded double quotes or backslashes, so I can just wrap
            // quote marks around the whole thing.
            return `"${arg}"`;
        }
        // Expected input/output:
        //   input : hello"world
        //   output: "hello\"world"
        //   input : hello""world
        //   output: "hello\"\"world"
        //   input : hello\world
        //   output: hello\world
        //   input : hello\\world
        //   output: hello\\world
        //   input : hello\"world
        //   output: "hello\\\"world"
        //   input : hello\\"world
        //   output: "hello\\\\\"world"
        //   input : hello world\
        //   output: "hello world\\" - note the comment in libuv actually reads "hello world\"
        //                             but it appears the comment is wrong, it should be "hello world\\"
        let reverse = '"';
        let quoteHit = true;
        for (let i = arg.length; i > 0; i--) {
            // walk the string in reverse
            reverse += arg[i - 1];
            if (quoteHit && arg[i - 1] === '\\') {
                reverse += '\\';
            }
            else if (arg[i - 1] === '"') {
                quoteHit = true;
                reverse += '\\';
            }
            else {
                quoteHit = false;
            }
        }
        reverse += '"';
        return reverse.split('').reverse().join('');
    }
    _cloneExecOptions(options) {
        options = options || {};
        const result = {
            cwd: options.cwd || process.cwd(),
            env: options.env || process.env,
            silent: options.silent || false,
            windowsVerbatimArguments: options.windowsVerbatimArguments || false,
            failOnStdErr: options.failOnStdErr || false,
            ignoreReturnCode: options.ignoreReturnCode || false,
            delay: options.delay || 10000
        };
        result.outStream = options.outStream || process.stdout;
        result.errStream = options.errStream || process.stderr;
        return result;
    }
    _getSpawnOptions(options, toolPath) {
        options = options || {};
        const result = {};
        result.cwd = options.cwd;
        result.env = options.env;
        result['windowsVerbatimArguments'] =
            options.windowsVerbatimArguments || this._isCmdFile();
        if (options.windowsVerbatimArguments) {
            result.argv0 = `"${toolPath}"`;
        }
        return result;
    }
    /**
     * Exec a tool.
     * Output will be streamed to the live console.
     * Returns promise with return code
     *
     * @param     tool     path to tool to exec
     * @param     options  optional exec options.  See ExecOptions
     * @returns   number
     */
    exec() {
        return toolrunner_awaiter(this, void 0, void 0, function* () {
            // root the tool path if it is unrooted and contains relative pathing
            if (!isRooted(this.toolPath) &&
                (this.toolPath.includes('/') ||
                    (toolrunner_IS_WINDOWS && this.toolPath.includes('\\')))) {
                // prefer options.cwd if it is specified, however options.cwd may also need to be rooted
                this.toolPath = external_path_.resolve(process.cwd(), this.options.cwd || process.cwd(), this.toolPath);
            }
            // if the tool is only a file name, then resolve it from the PATH
            // otherwise verify it exists (add extension on Windows if necessary)
            this.toolPath = yield which(this.toolPath, true);
            return new Promise((resolve, reject) => toolrunner_awaiter(this, void 0, void 0, function* () {
                this._debug(`exec tool: ${this.toolPath}`);
                this._debug('arguments:');
                for (const arg of this.args) {
                    this._debug(`   ${arg}`);
                }
                const optionsNonNull = this._cloneExecOptions(this.options);
                if (!optionsNonNull.silent && optionsNonNull.outStream) {
                    optionsNonNull.outStream.write(this._getCommandString(optionsNonNull) + external_os_.EOL);
                }
                const state = new ExecState(optionsNonNull, this.toolPath);
                state.on('debug', (message) => {
                    this._debug(message);
                });
                if (this.options.cwd && !(yield exists(this.options.cwd))) {
                    return reject(new Error(`The cwd: ${this.options.cwd} does not exist!`));
                }
                const fileName = this._getSpawnFileName();
                const cp = external_child_process_namespaceObject.spawn(fileName, this._getSpawnArgs(optionsNonNull), this._getSpawnOptions(this.options, fileName));
                let stdbuffer = '';
                if (cp.stdout) {
                    cp.stdout.on('data', (data) => {
                        if (this.options.listeners && this.options.listeners.stdout) {
                            this.options.listeners.stdout(data);
                        }
                        if (!optionsNonNull.silent && optionsNonNull.outStream) {
                            optionsNonNull.outStream.write(data);
                        }
                        stdbuffer = this._processLineBuffer(data, stdbuffer, (line) => {
                            if (this.options.listeners && this.options.listeners.stdline) {
                                this.options.listeners.stdline(line);
                            }
                        });
                    });
                }
                let errbuffer = '';
                if (cp.stderr) {
                    cp.stderr.on('data', (data) => {
                        state.processStderr = true;
                        if (this.options.listeners && this.options.listeners.stderr) {
                            this.options.listeners.stderr(data);
                        }
                        if (!optionsNonNull.silent &&
                            optionsNonNull.errStream &&
                            optionsNonNull.outStream) {
                            const s = optionsNonNull.failOnStdErr
                                ? optionsNonNull.errStream
                                : optionsNonNull.outStream;
                            s.write(data);
                        }
                        errbuffer = this._processLineBuffer(data, errbuffer, (line) => {
                            if (this.options.listeners && this.options.listeners.errline) {
                                this.options.listeners.errline(line);
                            }
                        });
                    });
                }
                cp.on('error', (err) => {
                    state.processError = err.message;
                    state.processExited = true;
                    state.processClosed = true;
                    state.CheckComplete();
                });
                cp.on('exit', (code) => {
                    state.processExitCode = code;
                    state.processExited = true;
                    this._debug(`Exit code ${code} received from tool '${this.toolPath}'`);
                    state.CheckComplete();
                });
                cp.on('close', (code) => {
                    state.processExitCode = code;
                    state.processExited = true;
                    state.processClosed = true;
                    this._debug(`STDIO streams have closed for tool '${this.toolPath}'`);
                    state.CheckComplete();
                });
                state.on('done', (error, exitCode) => {
                    if (stdbuffer.length > 0) {
                        this.emit('stdline', stdbuffer);
                    }
                    if (errbuffer.length > 0) {
                        this.emit('errline', errbuffer);
                    }
                    cp.removeAllListeners();
                    if (error) {
                        reject(error);
                    }
                    else {
                        resolve(exitCode);
                    }
                });
                if (this.options.input) {
                    if (!cp.stdin) {
                        throw new Error('child process missing stdin');
                    }
                    cp.stdin.end(this.options.input);
                }
            }));
        });
    }
}
/**
 * Convert an arg string to an array of args. Handles escaping
 *
 * @param    argString   string of arguments
 * @returns  string[]    array of arguments
 */
function argStringToArray(argString) {
    const args = [];
    let inQuotes = false;
    let escaped = false;
    let arg = '';
    function append(c) {
        // we only escape double quotes.
        if (escaped && c !== '"') {
            arg += '\\';
        }
        arg += c;
        escaped = false;
    }
    for (let i = 0; i < argString.length; i++) {
        const c = argString.charAt(i);
        if (c === '"') {
            if (!escaped) {
                inQuotes = !inQuotes;
            }
            else {
                append(c);
            }
            continue;
        }
        if (c === '\\' && escaped) {
            append(c);
            continue;
        }
        if (c === '\\' && inQuotes) {
            escaped = true;
            continue;
        }
        if (c === ' ' && !inQuotes) {
            if (arg.length > 0) {
                args.push(arg);
                arg = '';
            }
            continue;
        }
        append(c);
    }
    if (arg.length > 0) {
        args.push(arg.trim());
    }
    return args;
}
class ExecState extends external_events_.EventEmitter {
    constructor(options, toolPath) {
        super();
        this.processClosed = false; // tracks whether the process has exited and stdio is closed
        this.processError = '';
        this.processExitCode = 0;
        this.processExited = false; // tracks whether the process has exited
        this.processStderr = false; // tracks whether stderr was written to
        this.delay = 10000; // 10 seconds
        this.done = false;
        this.timeout = null;
        if (!toolPath) {
            throw new Error('toolPath must not be empty');
        }
        this.options = options;
        this.toolPath = toolPath;
        if (options.delay) {
            this.delay = options.delay;
        }
    }
    CheckComplete() {
        if (this.done) {
            return;
        }
        if (this.processClosed) {
            this._setResult();
        }
        else if (this.processExited) {
            this.timeout = (0,external_timers_namespaceObject.setTimeout)(ExecState.HandleTimeout, this.delay, this);
        }
    }
    _debug(message) {
        this.emit('debug', message);
    }
    _setResult() {
        // determine whether there is an error
        let error;
        if (this.processExited) {
            if (this.processError) {
                error = new Error(`There was an error when attempting to execute the process '${this.toolPath}'. This may indicate the process failed to start. Error: ${this.processError}`);
            }
            else if (this.processExitCode !== 0 && !this.options.ignoreReturnCode) {
                error = new Error(`The process '${this.toolPath}' failed with exit code ${this.processExitCode}`);
            }
            else if (this.processStderr && this.options.failOnStdErr) {
                error = new Error(`The process '${this.toolPath}' failed because one or more lines were written to the STDERR stream`);
            }
        }
        // clear the timeout
        if (this.timeout) {
            clearTimeout(this.timeout);
            this.timeout = null;
        }
        this.done = true;
        this.emit('done', error, this.processExitCode);
    }
    static HandleTimeout(state) {
        if (state.done) {
            return;
        }
        if (!state.processClosed && state.processExited) {
            const message = `The STDIO streams did not close within ${state.delay / 1000} seconds of the exit event from process '${state.toolPath}'. This may indicate a child process inherited the STDIO streams and has not yet exited.`;
            state._debug(message);
        }
        state._setResult();
    }
}
//# sourceMappingURL=toolrunner.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/exec/lib/exec.js
var exec_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


/**
 * Exec a command.
 * Output will be streamed to the live console.
 * Returns promise with return code
 *
 * @param     commandLine        command to execute (can include additional args). Must be correctly escaped.
 * @param     args               optional arguments for tool. Escaping is handled by the lib.
 * @param     options            optional exec options.  See ExecOptions
 * @returns   Promise<number>    exit code
 */
function exec_exec(commandLine, args, options) {
    return exec_awaiter(this, void 0, void 0, function* () {
        const commandArgs = tr.argStringToArray(commandLine);
        if (commandArgs.length === 0) {
            throw new Error(`Parameter 'commandLine' cannot be null or empty.`);
        }
        // Path to tool to execute should be first arg
        const toolPath = commandArgs[0];
        args = commandArgs.slice(1).concat(args || []);
        const runner = new tr.ToolRunner(toolPath, args, options);
        return runner.exec();
    });
}
/**
 * Exec a command and get the output.
 * Output will be streamed to the live console.
 * Returns promise with the exit code and collected stdout and stderr
 *
 * @param     commandLine           command to execute (can include additional args). Must be correctly escaped.
 * @param     args                  optional arguments for tool. Escaping is handled by the lib.
 * @param     options               optional exec options.  See ExecOptions
 * @returns   Promise<ExecOutput>   exit code, stdout, and stderr
 */
function getExecOutput(commandLine, args, options) {
    return exec_awaiter(this, void 0, void 0, function* () {
        var _a, _b;
        let stdout = '';
        let stderr = '';
        //Using string decoder covers the case where a mult-byte character is split
        const stdoutDecoder = new StringDecoder('utf8');
        const stderrDecoder = new StringDecoder('utf8');
        const originalStdoutListener = (_a = options === null || options === void 0 ? void 0 : options.listeners) === null || _a === void 0 ? void 0 : _a.stdout;
        const originalStdErrListener = (_b = options === null || options === void 0 ? void 0 : options.listeners) === null || _b === void 0 ? void 0 : _b.stderr;
        const stdErrListener = (data) => {
            stderr += stderrDecoder.write(data);
            if (originalStdErrListener) {
                originalStdErrListener(data);
            }
        };
        const stdOutListener = (data) => {
            stdout += stdoutDecoder.write(data);
            if (originalStdoutListener) {
                originalStdoutListener(data);
            }
        };
        const listeners = Object.assign(Object.assign({}, options === null || options === void 0 ? void 0 : options.listeners), { stdout: stdOutListener, stderr: stdErrListener });
        const exitCode = yield exec_exec(commandLine, args, Object.assign(Object.assign({}, options), { listeners }));
        //flush any remaining characters
        stdout += stdoutDecoder.end();
        stderr += stderrDecoder.end();
        return {
            exitCode,
            stdout,
            stderr
        };
    });
}
//# sourceMappingURL=exec.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/platform.js
var platform_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const getWindowsInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    const { stdout: version } = yield exec.getExecOutput('powershell -command "(Get-CimInstance -ClassName Win32_OperatingSystem).Version"', undefined, {
        silent: true
    });
    const { stdout: name } = yield exec.getExecOutput('powershell -command "(Get-CimInstance -ClassName Win32_OperatingSystem).Caption"', undefined, {
        silent: true
    });
    return {
        name: name.trim(),
        version: version.trim()
    };
});
const getMacOsInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    var _a, _b, _c, _d;
    const { stdout } = yield exec.getExecOutput('sw_vers', undefined, {
        silent: true
    });
    const version = (_b = (_a = stdout.match(/ProductVersion:\s*(.+)/)) === null || _a === void 0 ? void 0 : _a[1]) !== null && _b !== void 0 ? _b : '';
    const name = (_d = (_c = stdout.match(/ProductName:\s*(.+)/)) === null || _c === void 0 ? void 0 : _c[1]) !== null && _d !== void 0 ? _d : '';
    return {
        name,
        version
    };
});
const getLinuxInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    const { stdout } = yield exec.getExecOutput('lsb_release', ['-i', '-r', '-s'], {
        silent: true
    });
    const [name, version] = stdout.trim().split('\n');
    return {
        name,
        version
    };
});
const platform = external_os_.platform();
const arch = external_os_.arch();
const isWindows = platform === 'win32';
const isMacOS = platform === 'darwin';
const isLinux = platform === 'linux';
function getDetails() {
    return platform_awaiter(this, void 0, void 0, function* () {
        return Object.assign(Object.assign({}, (yield (isWindows
            ? getWindowsInfo()
            : isMacOS
                ? getMacOsInfo()
                : getLinuxInfo()))), { platform,
            arch,
            isWindows,
            isMacOS,
            isLinux });
    });
}
//# sourceMappingURL=platform.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/core.js
var core_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};






/**
 * The code to exit an action
 */
var ExitCode;
(function (ExitCode) {
    /**
     * A code indicating that the action was successful
     */
    ExitCode[ExitCode["Success"] = 0] = "Success";
    /**
     * A code indicating that the action was a failure
     */
    ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
//-----------------------------------------------------------------------
// Variables
//-----------------------------------------------------------------------
/**
 * Sets env variable for this action and future actions in the job
 * @param name the name of the variable to set
 * @param val the value of the variable. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function exportVariable(name, val) {
    const convertedVal = toCommandValue(val);
    process.env[name] = convertedVal;
    const filePath = process.env['GITHUB_ENV'] || '';
    if (filePath) {
        return issueFileCommand('ENV', prepareKeyValueMessage(name, val));
    }
    issueCommand('set-env', { name }, convertedVal);
}
/**
 * Registers a secret which will get masked from logs
 *
 * @param secret - Value of the secret to be masked
 * @remarks
 * This function instructs the Actions runner to mask the specified value in any
 * logs produced during the workflow run. Once registered, the secret value will
 * be replaced with asterisks (***) whenever it appears in console output, logs,
 * or error messages.
 *
 * This is useful for protecting sensitive information such as:
 * - API keys
 * - Access tokens
 * - Authentication credentials
 * - URL parameters containing signatures (SAS tokens)
 *
 * Note that masking only affects future logs; any previous appearances of the
 * secret in logs before calling this function will remain unmasked.
 *
 * @example
 * ```typescript
 * // Register an API token as a secret
 * const apiToken = "abc123xyz456";
 * setSecret(apiToken);
 *
 * // Now any logs containing this value will show *** instead
 * console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
 * ```
 */
function core_setSecret(secret) {
    command_issueCommand('add-mask', {}, secret);
}
/**
 * Prepends inputPath to the PATH (for this action and future actions)
 * @param inputPath
 */
function addPath(inputPath) {
    const filePath = process.env['GITHUB_PATH'] || '';
    if (filePath) {
        issueFileCommand('PATH', inputPath);
    }
    else {
        issueCommand('add-path', {}, inputPath);
    }
    process.env['PATH'] = `${inputPath}${path.delimiter}${process.env['PATH']}`;
}
/**
 * Gets the value of an input.
 * Unless trimWhitespace is set to false in InputOptions, the value is also trimmed.
 * Returns an empty string if the value is not defined.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string
 */
function getInput(name, options) {
    const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '';
    if (options && options.required && !val) {
        throw new Error(`Input required and not supplied: ${name}`);
    }
    if (options && options.trimWhitespace === false) {
        return val;
    }
    return val.trim();
}
/**
 * Gets the values of an multiline input.  Each value is also trimmed.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string[]
 *
 */
function getMultilineInput(name, options) {
    const inputs = getInput(name, options)
        .split('\n')
        .filter(x => x !== '');
    if (options && options.trimWhitespace === false) {
        return inputs;
    }
    return inputs.map(input => input.trim());
}
/**
 * Gets the input value of the boolean type in the YAML 1.2 "core schema" specification.
 * Support boolean input list: `true | True | TRUE | false | False | FALSE` .
 * The return value is also in boolean type.
 * ref: https://yaml.org/spec/1.2/spec.html#id2804923
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   boolean
 */
function getBooleanInput(name, options) {
    const trueValue = ['true', 'True', 'TRUE'];
    const falseValue = ['false', 'False', 'FALSE'];
    const val = getInput(name, options);
    if (trueValue.includes(val))
        return true;
    if (falseValue.includes(val))
        return false;
    throw new TypeError(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}\n` +
        `Support boolean input list: \`true | True | TRUE | false | False | FALSE\``);
}
/**
 * Sets the value of an output.
 *
 * @param     name     name of the output to set
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function setOutput(name, value) {
    const filePath = process.env['GITHUB_OUTPUT'] || '';
    if (filePath) {
        return file_command_issueFileCommand('OUTPUT', file_command_prepareKeyValueMessage(name, value));
    }
    process.stdout.write(external_os_.EOL);
    command_issueCommand('set-output', { name }, utils_toCommandValue(value));
}
/**
 * Enables or disables the echoing of commands into stdout for the rest of the step.
 * Echoing is disabled by default if ACTIONS_STEP_DEBUG is not set.
 *
 */
function setCommandEcho(enabled) {
    issue('echo', enabled ? 'on' : 'off');
}
//-----------------------------------------------------------------------
// Results
//-----------------------------------------------------------------------
/**
 * Sets the action status to failed.
 * When the action exits it will be with an exit code of 1
 * @param message add error issue message
 */
function setFailed(message) {
    process.exitCode = ExitCode.Failure;
    error(message);
}
//-----------------------------------------------------------------------
// Logging Commands
//-----------------------------------------------------------------------
/**
 * Gets whether Actions Step Debug is on or not
 */
function isDebug() {
    return process.env['RUNNER_DEBUG'] === '1';
}
/**
 * Writes debug message to user log
 * @param message debug message
 */
function core_debug(message) {
    command_issueCommand('debug', {}, message);
}
/**
 * Adds an error issue
 * @param message error issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function error(message, properties = {}) {
    command_issueCommand('error', utils_toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a warning issue
 * @param message warning issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function warning(message, properties = {}) {
    command_issueCommand('warning', utils_toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a notice issue
 * @param message notice issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function notice(message, properties = {}) {
    issueCommand('notice', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Writes info to log with console.log.
 * @param message info message
 */
function info(message) {
    process.stdout.write(message + external_os_.EOL);
}
/**
 * Begin an output group.
 *
 * Output until the next `groupEnd` will be foldable in this group
 *
 * @param name The name of the output group
 */
function startGroup(name) {
    issue('group', name);
}
/**
 * End an output group.
 */
function endGroup() {
    issue('endgroup');
}
/**
 * Wrap an asynchronous function call in a group.
 *
 * Returns the same type as the function itself.
 *
 * @param name The name of the group
 * @param fn The function to wrap in the group
 */
function group(name, fn) {
    return core_awaiter(this, void 0, void 0, function* () {
        startGroup(name);
        let result;
        try {
            result = yield fn();
        }
        finally {
            endGroup();
        }
        return result;
    });
}
//-----------------------------------------------------------------------
// Wrapper action state
//-----------------------------------------------------------------------
/**
 * Saves state for current action, the state can only be retrieved by this action's post job execution.
 *
 * @param     name     name of the state to store
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function saveState(name, value) {
    const filePath = process.env['GITHUB_STATE'] || '';
    if (filePath) {
        return issueFileCommand('STATE', prepareKeyValueMessage(name, value));
    }
    issueCommand('save-state', { name }, toCommandValue(value));
}
/**
 * Gets the value of an state set by this action's main execution.
 *
 * @param     name     name of the state to get
 * @returns   string
 */
function getState(name) {
    return process.env[`STATE_${name}`] || '';
}
function getIDToken(aud) {
    return core_awaiter(this, void 0, void 0, function* () {
        return yield OidcClient.getIDToken(aud);
    });
}
/**
 * Summary exports
 */

/**
 * @deprecated use core.summary
 */

/**
 * Path exports
 */

/**
 * Platform utilities exports
 */

//# sourceMappingURL=core.js.map

/***/ }),

/***/ 92145:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   tZ: () => (/* binding */ BearerCredentialHandler)
/* harmony export */ });
/* unused harmony exports BasicCredentialHandler, PersonalAccessTokenCredentialHandler */
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};
class BasicCredentialHandler {
    constructor(username, password) {
        this.username = username;
        this.password = password;
    }
    prepareRequest(options) {
        if (!options.headers) {
            throw Error('The request has no headers');
        }
        options.headers['Authorization'] = `Basic ${Buffer.from(`${this.username}:${this.password}`).toString('base64')}`;
    }
    // This handler cannot handle 401
    canHandleAuthentication() {
        return false;
    }
    handleAuthentication() {
        return __awaiter(this, void 0, void 0, function* () {
            throw new Error('not implemented');
        });
    }
}
class BearerCredentialHandler {
    constructor(token) {
        this.token = token;
    }
    // currently implements pre-authorization
    // TODO: support preAuth = false where it hooks on 401
    prepareRequest(options) {
        if (!options.headers) {
            throw Error('The request has no headers');
        }
        options.headers['Authorization'] = `Bearer ${this.token}`;
    }
    // This handler cannot handle 401
    canHandleAuthentication() {
        return false;
    }
    handleAuthentication() {
        return __awaiter(this, void 0, void 0, function* () {
            throw new Error('not implemented');
        });
    }
}
class PersonalAccessTokenCredentialHandler {
    constructor(token) {
        this.token = token;
    }
    // currently implements pre-authorization
    // TODO: support preAuth = false where it hooks on 401
    prepareRequest(options) {
        if (!options.headers) {
            throw Error('The request has no headers');
        }
        options.headers['Authorization'] = `Basic ${Buffer.from(`PAT:${this.token}`).toString('base64')}`;
    }
    // This handler cannot handle 401
    canHandleAuthentication() {
        return false;
    }
    handleAuthentication() {
        return __awaiter(this, void 0, void 0, function* () {
            throw new Error('not implemented');
        });
    }
}
//# sourceMappingURL=auth.js.map

/***/ }),

/***/ 75186:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Qq: () => (/* binding */ HttpClient),
  Hv: () => (/* binding */ HttpCodes)
});

// UNUSED EXPORTS: Headers, HttpClientError, HttpClientResponse, MediaTypes, getProxyUrl, isHttps

// EXTERNAL MODULE: external "http"
var external_http_ = __nccwpck_require__(58611);
var external_http_namespaceObject = /*#__PURE__*/__nccwpck_require__.t(external_http_, 2);
// EXTERNAL MODULE: external "https"
var external_https_ = __nccwpck_require__(65692);
var external_https_namespaceObject = /*#__PURE__*/__nccwpck_require__.t(external_https_, 2);
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/proxy.js
function getProxyUrl(reqUrl) {
    const usingSsl = reqUrl.protocol === 'https:';
    if (checkBypass(reqUrl)) {
        return undefined;
    }
    const proxyVar = (() => {
        if (usingSsl) {
            return process.env['https_proxy'] || process.env['HTTPS_PROXY'];
        }
        else {
            return process.env['http_proxy'] || process.env['HTTP_PROXY'];
        }
    })();
    if (proxyVar) {
        try {
            return new DecodedURL(proxyVar);
        }
        catch (_a) {
            if (!proxyVar.startsWith('http://') && !proxyVar.startsWith('https://'))
                return new DecodedURL(`http://${proxyVar}`);
        }
    }
    else {
        return undefined;
    }
}
function checkBypass(reqUrl) {
    if (!reqUrl.hostname) {
        return false;
    }
    const reqHost = reqUrl.hostname;
    if (isLoopbackAddress(reqHost)) {
        return true;
    }
    const noProxy = process.env['no_proxy'] || process.env['NO_PROXY'] || '';
    if (!noProxy) {
        return false;
    }
    // Determine the request port
    let reqPort;
    if (reqUrl.port) {
        reqPort = Number(reqUrl.port);
    }
    else if (reqUrl.protocol === 'http:') {
        reqPort = 80;
    }
    else if (reqUrl.protocol === 'https:') {
        reqPort = 443;
    }
    // Format the request hostname and hostname with port
    const upperReqHosts = [reqUrl.hostname.toUpperCase()];
    if (typeof reqPort === 'number') {
        upperReqHosts.push(`${upperReqHosts[0]}:${reqPort}`);
    }
    // Compare request host against noproxy
    for (const upperNoProxyItem of noProxy
        .split(',')
        .map(x => x.trim().toUpperCase())
        .filter(x => x)) {
        if (upperNoProxyItem === '*' ||
            upperReqHosts.some(x => x === upperNoProxyItem ||
                x.endsWith(`.${upperNoProxyItem}`) ||
                (upperNoProxyItem.startsWith('.') &&
                    x.endsWith(`${upperNoProxyItem}`)))) {
            return true;
        }
    }
    return false;
}
function isLoopbackAddress(host) {
    const hostLower = host.toLowerCase();
    return (hostLower === 'localhost' ||
        hostLower.startsWith('127.') ||
        hostLower.startsWith('[::1]') ||
        hostLower.startsWith('[0:0:0:0:0:0:0:1]'));
}
class DecodedURL extends URL {
    constructor(url, base) {
        super(url, base);
        this._decodedUsername = decodeURIComponent(super.username);
        this._decodedPassword = decodeURIComponent(super.password);
    }
    get username() {
        return this._decodedUsername;
    }
    get password() {
        return this._decodedPassword;
    }
}
//# sourceMappingURL=proxy.js.map
// EXTERNAL MODULE: ./node_modules/tunnel/index.js
var tunnel = __nccwpck_require__(20770);
;// CONCATENATED MODULE: ./src/http/undici/index.js
/**
 * `HttpClient.getAgentDispatcher` is all that the toolkit's client needs undici for, and only behind a proxy. Requests,
 * which the action and the artifact client make through it, tunnel through proxies without undici. Packages that ask for
 * a dispatcher while they are loaded still load; only its use fails.
 */
class ProxyAgent {
  dispatch() {
    throw new Error('This build has no undici: use requests of HttpClient, not getAgentDispatcher.')
  }
}

;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/index.js
/* eslint-disable @typescript-eslint/no-explicit-any */
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};





var HttpCodes;
(function (HttpCodes) {
    HttpCodes[HttpCodes["OK"] = 200] = "OK";
    HttpCodes[HttpCodes["MultipleChoices"] = 300] = "MultipleChoices";
    HttpCodes[HttpCodes["MovedPermanently"] = 301] = "MovedPermanently";
    HttpCodes[HttpCodes["ResourceMoved"] = 302] = "ResourceMoved";
    HttpCodes[HttpCodes["SeeOther"] = 303] = "SeeOther";
    HttpCodes[HttpCodes["NotModified"] = 304] = "NotModified";
    HttpCodes[HttpCodes["UseProxy"] = 305] = "UseProxy";
    HttpCodes[HttpCodes["SwitchProxy"] = 306] = "SwitchProxy";
    HttpCodes[HttpCodes["TemporaryRedirect"] = 307] = "TemporaryRedirect";
    HttpCodes[HttpCodes["PermanentRedirect"] = 308] = "PermanentRedirect";
    HttpCodes[HttpCodes["BadRequest"] = 400] = "BadRequest";
    HttpCodes[HttpCodes["Unauthorized"] = 401] = "Unauthorized";
    HttpCodes[HttpCodes["PaymentRequired"] = 402] = "PaymentRequired";
    HttpCodes[HttpCodes["Forbidden"] = 403] = "Forbidden";
    HttpCodes[HttpCodes["NotFound"] = 404] = "NotFound";
    HttpCodes[HttpCodes["MethodNotAllowed"] = 405] = "MethodNotAllowed";
    HttpCodes[HttpCodes["NotAcceptable"] = 406] = "NotAcceptable";
    HttpCodes[HttpCodes["ProxyAuthenticationRequired"] = 407] = "ProxyAuthenticationRequired";
    HttpCodes[HttpCodes["RequestTimeout"] = 408] = "RequestTimeout";
    HttpCodes[HttpCodes["Conflict"] = 409] = "Conflict";
    HttpCodes[HttpCodes["Gone"] = 410] = "Gone";
    HttpCodes[HttpCodes["TooManyRequests"] = 429] = "TooManyRequests";
    HttpCodes[HttpCodes["InternalServerError"] = 500] = "InternalServerError";
    HttpCodes[HttpCodes["NotImplemented"] = 501] = "NotImplemented";
    HttpCodes[HttpCodes["BadGateway"] = 502] = "BadGateway";
    HttpCodes[HttpCodes["ServiceUnavailable"] = 503] = "ServiceUnavailable";
    HttpCodes[HttpCodes["GatewayTimeout"] = 504] = "GatewayTimeout";
})(HttpCodes || (HttpCodes = {}));
var Headers;
(function (Headers) {
    Headers["Accept"] = "accept";
    Headers["ContentType"] = "content-type";
})(Headers || (Headers = {}));
var MediaTypes;
(function (MediaTypes) {
    MediaTypes["ApplicationJson"] = "application/json";
})(MediaTypes || (MediaTypes = {}));
/**
 * Returns the proxy URL, depending upon the supplied url and proxy environment variables.
 * @param serverUrl  The server URL where the request will be sent. For example, https://api.github.com
 */
function lib_getProxyUrl(serverUrl) {
    const proxyUrl = pm.getProxyUrl(new URL(serverUrl));
    return proxyUrl ? proxyUrl.href : '';
}
const HttpRedirectCodes = [
    HttpCodes.MovedPermanently,
    HttpCodes.ResourceMoved,
    HttpCodes.SeeOther,
    HttpCodes.TemporaryRedirect,
    HttpCodes.PermanentRedirect
];
const HttpResponseRetryCodes = [
    HttpCodes.BadGateway,
    HttpCodes.ServiceUnavailable,
    HttpCodes.GatewayTimeout
];
const RetryableHttpVerbs = ['OPTIONS', 'GET', 'DELETE', 'HEAD'];
const ExponentialBackoffCeiling = 10;
const ExponentialBackoffTimeSlice = 5;
class HttpClientError extends Error {
    constructor(message, statusCode) {
        super(message);
        this.name = 'HttpClientError';
        this.statusCode = statusCode;
        Object.setPrototypeOf(this, HttpClientError.prototype);
    }
}
class HttpClientResponse {
    constructor(message) {
        this.message = message;
    }
    readBody() {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve) => __awaiter(this, void 0, void 0, function* () {
                let output = Buffer.alloc(0);
                this.message.on('data', (chunk) => {
                    output = Buffer.concat([output, chunk]);
                });
                this.message.on('end', () => {
                    resolve(output.toString());
                });
            }));
        });
    }
    readBodyBuffer() {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve) => __awaiter(this, void 0, void 0, function* () {
                const chunks = [];
                this.message.on('data', (chunk) => {
                    chunks.push(chunk);
                });
                this.message.on('end', () => {
                    resolve(Buffer.concat(chunks));
                });
            }));
        });
    }
}
function isHttps(requestUrl) {
    const parsedUrl = new URL(requestUrl);
    return parsedUrl.protocol === 'https:';
}
class HttpClient {
    constructor(userAgent, handlers, requestOptions) {
        this._ignoreSslError = false;
        this._allowRedirects = true;
        this._allowRedirectDowngrade = false;
        this._maxRedirects = 50;
        this._allowRetries = false;
        this._maxRetries = 1;
        this._keepAlive = false;
        this._disposed = false;
        this.userAgent = this._getUserAgentWithOrchestrationId(userAgent);
        this.handlers = handlers || [];
        this.requestOptions = requestOptions;
        if (requestOptions) {
            if (requestOptions.ignoreSslError != null) {
                this._ignoreSslError = requestOptions.ignoreSslError;
            }
            this._socketTimeout = requestOptions.socketTimeout;
            if (requestOptions.allowRedirects != null) {
                this._allowRedirects = requestOptions.allowRedirects;
            }
            if (requestOptions.allowRedirectDowngrade != null) {
                this._allowRedirectDowngrade = requestOptions.allowRedirectDowngrade;
            }
            if (requestOptions.maxRedirects != null) {
                this._maxRedirects = Math.max(requestOptions.maxRedirects, 0);
            }
            if (requestOptions.keepAlive != null) {
                this._keepAlive = requestOptions.keepAlive;
            }
            if (requestOptions.allowRetries != null) {
                this._allowRetries = requestOptions.allowRetries;
            }
            if (requestOptions.maxRetries != null) {
                this._maxRetries = requestOptions.maxRetries;
            }
        }
    }
    options(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('OPTIONS', requestUrl, null, additionalHeaders || {});
        });
    }
    get(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('GET', requestUrl, null, additionalHeaders || {});
        });
    }
    del(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('DELETE', requestUrl, null, additionalHeaders || {});
        });
    }
    post(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('POST', requestUrl, data, additionalHeaders || {});
        });
    }
    patch(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('PATCH', requestUrl, data, additionalHeaders || {});
        });
    }
    put(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('PUT', requestUrl, data, additionalHeaders || {});
        });
    }
    head(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('HEAD', requestUrl, null, additionalHeaders || {});
        });
    }
    sendStream(verb, requestUrl, stream, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request(verb, requestUrl, stream, additionalHeaders);
        });
    }
    /**
     * Gets a typed object from an endpoint
     * Be aware that not found returns a null.  Other errors (4xx, 5xx) reject the promise
     */
    getJson(requestUrl_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, additionalHeaders = {}) {
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            const res = yield this.get(requestUrl, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    postJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.post(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    putJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.put(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    patchJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.patch(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    /**
     * Makes a raw http request.
     * All other methods such as get, post, patch, and request ultimately call this.
     * Prefer get, del, post and patch
     */
    request(verb, requestUrl, data, headers) {
        return __awaiter(this, void 0, void 0, function* () {
            if (this._disposed) {
                throw new Error('Client has already been disposed.');
            }
            const parsedUrl = new URL(requestUrl);
            let info = this._prepareRequest(verb, parsedUrl, headers);
            // Only perform retries on reads since writes may not be idempotent.
            const maxTries = this._allowRetries && RetryableHttpVerbs.includes(verb)
                ? this._maxRetries + 1
                : 1;
            let numTries = 0;
            let response;
            do {
                response = yield this.requestRaw(info, data);
                // Check if it's an authentication challenge
                if (response &&
                    response.message &&
                    response.message.statusCode === HttpCodes.Unauthorized) {
                    let authenticationHandler;
                    for (const handler of this.handlers) {
                        if (handler.canHandleAuthentication(response)) {
                            authenticationHandler = handler;
                            break;
                        }
                    }
                    if (authenticationHandler) {
                        return authenticationHandler.handleAuthentication(this, info, data);
                    }
                    else {
                        // We have received an unauthorized response but have no handlers to handle it.
                        // Let the response return to the caller.
                        return response;
                    }
                }
                let redirectsRemaining = this._maxRedirects;
                while (response.message.statusCode &&
                    HttpRedirectCodes.includes(response.message.statusCode) &&
                    this._allowRedirects &&
                    redirectsRemaining > 0) {
                    const redirectUrl = response.message.headers['location'];
                    if (!redirectUrl) {
                        // if there's no location to redirect to, we won't
                        break;
                    }
                    const parsedRedirectUrl = new URL(redirectUrl);
                    if (parsedUrl.protocol === 'https:' &&
                        parsedUrl.protocol !== parsedRedirectUrl.protocol &&
                        !this._allowRedirectDowngrade) {
                        throw new Error('Redirect from HTTPS to HTTP protocol. This downgrade is not allowed for security reasons. If you want to allow this behavior, set the allowRedirectDowngrade option to true.');
                    }
                    // we need to finish reading the response before reassigning response
                    // which will leak the open socket.
                    yield response.readBody();
                    // strip authorization header if redirected to a different hostname
                    if (parsedRedirectUrl.hostname !== parsedUrl.hostname) {
                        for (const header in headers) {
                            // header names are case insensitive
                            if (header.toLowerCase() === 'authorization') {
                                delete headers[header];
                            }
                        }
                    }
                    // let's make the request with the new redirectUrl
                    info = this._prepareRequest(verb, parsedRedirectUrl, headers);
                    response = yield this.requestRaw(info, data);
                    redirectsRemaining--;
                }
                if (!response.message.statusCode ||
                    !HttpResponseRetryCodes.includes(response.message.statusCode)) {
                    // If not a retry code, return immediately instead of retrying
                    return response;
                }
                numTries += 1;
                if (numTries < maxTries) {
                    yield response.readBody();
                    yield this._performExponentialBackoff(numTries);
                }
            } while (numTries < maxTries);
            return response;
        });
    }
    /**
     * Needs to be called if keepAlive is set to true in request options.
     */
    dispose() {
        if (this._agent) {
            this._agent.destroy();
        }
        this._disposed = true;
    }
    /**
     * Raw request.
     * @param info
     * @param data
     */
    requestRaw(info, data) {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve, reject) => {
                function callbackForResult(err, res) {
                    if (err) {
                        reject(err);
                    }
                    else if (!res) {
                        // If `err` is not passed, then `res` must be passed.
                        reject(new Error('Unknown error'));
                    }
                    else {
                        resolve(res);
                    }
                }
                this.requestRawWithCallback(info, data, callbackForResult);
            });
        });
    }
    /**
     * Raw request with callback.
     * @param info
     * @param data
     * @param onResult
     */
    requestRawWithCallback(info, data, onResult) {
        if (typeof data === 'string') {
            if (!info.options.headers) {
                info.options.headers = {};
            }
            info.options.headers['Content-Length'] = Buffer.byteLength(data, 'utf8');
        }
        let callbackCalled = false;
        function handleResult(err, res) {
            if (!callbackCalled) {
                callbackCalled = true;
                onResult(err, res);
            }
        }
        const req = info.httpModule.request(info.options, (msg) => {
            const res = new HttpClientResponse(msg);
            handleResult(undefined, res);
        });
        let socket;
        req.on('socket', sock => {
            socket = sock;
        });
        // If we ever get disconnected, we want the socket to timeout eventually
        req.setTimeout(this._socketTimeout || 3 * 60000, () => {
            if (socket) {
                socket.end();
            }
            handleResult(new Error(`Request timeout: ${info.options.path}`));
        });
        req.on('error', function (err) {
            // err has statusCode property
            // res should have headers
            handleResult(err);
        });
        if (data && typeof data === 'string') {
            req.write(data, 'utf8');
        }
        if (data && typeof data !== 'string') {
            data.on('close', function () {
                req.end();
            });
            data.pipe(req);
        }
        else {
            req.end();
        }
    }
    /**
     * Gets an http agent. This function is useful when you need an http agent that handles
     * routing through a proxy server - depending upon the url and proxy environment variables.
     * @param serverUrl  The server URL where the request will be sent. For example, https://api.github.com
     */
    getAgent(serverUrl) {
        const parsedUrl = new URL(serverUrl);
        return this._getAgent(parsedUrl);
    }
    getAgentDispatcher(serverUrl) {
        const parsedUrl = new URL(serverUrl);
        const proxyUrl = getProxyUrl(parsedUrl);
        const useProxy = proxyUrl && proxyUrl.hostname;
        if (!useProxy) {
            return;
        }
        return this._getProxyAgentDispatcher(parsedUrl, proxyUrl);
    }
    _prepareRequest(method, requestUrl, headers) {
        const info = {};
        info.parsedUrl = requestUrl;
        const usingSsl = info.parsedUrl.protocol === 'https:';
        info.httpModule = usingSsl ? external_https_namespaceObject : external_http_namespaceObject;
        const defaultPort = usingSsl ? 443 : 80;
        info.options = {};
        info.options.host = info.parsedUrl.hostname;
        info.options.port = info.parsedUrl.port
            ? parseInt(info.parsedUrl.port)
            : defaultPort;
        info.options.path =
            (info.parsedUrl.pathname || '') + (info.parsedUrl.search || '');
        info.options.method = method;
        info.options.headers = this._mergeHeaders(headers);
        if (this.userAgent != null) {
            info.options.headers['user-agent'] = this.userAgent;
        }
        info.options.agent = this._getAgent(info.parsedUrl);
        // gives handlers an opportunity to participate
        if (this.handlers) {
            for (const handler of this.handlers) {
                handler.prepareRequest(info.options);
            }
        }
        return info;
    }
    _mergeHeaders(headers) {
        if (this.requestOptions && this.requestOptions.headers) {
            return Object.assign({}, lowercaseKeys(this.requestOptions.headers), lowercaseKeys(headers || {}));
        }
        return lowercaseKeys(headers || {});
    }
    /**
     * Gets an existing header value or returns a default.
     * Handles converting number header values to strings since HTTP headers must be strings.
     * Note: This returns string | string[] since some headers can have multiple values.
     * For headers that must always be a single string (like Content-Type), use the
     * specialized _getExistingOrDefaultContentTypeHeader method instead.
     */
    _getExistingOrDefaultHeader(additionalHeaders, header, _default) {
        let clientHeader;
        if (this.requestOptions && this.requestOptions.headers) {
            const headerValue = lowercaseKeys(this.requestOptions.headers)[header];
            if (headerValue) {
                clientHeader =
                    typeof headerValue === 'number' ? headerValue.toString() : headerValue;
            }
        }
        const additionalValue = additionalHeaders[header];
        if (additionalValue !== undefined) {
            return typeof additionalValue === 'number'
                ? additionalValue.toString()
                : additionalValue;
        }
        if (clientHeader !== undefined) {
            return clientHeader;
        }
        return _default;
    }
    /**
     * Specialized version of _getExistingOrDefaultHeader for Content-Type header.
     * Always returns a single string (not an array) since Content-Type should be a single value.
     * Converts arrays to comma-separated strings and numbers to strings to ensure type safety.
     * This was split from _getExistingOrDefaultHeader to provide stricter typing for callers
     * that assign the result to places expecting a string (e.g., additionalHeaders[Headers.ContentType]).
     */
    _getExistingOrDefaultContentTypeHeader(additionalHeaders, _default) {
        let clientHeader;
        if (this.requestOptions && this.requestOptions.headers) {
            const headerValue = lowercaseKeys(this.requestOptions.headers)[Headers.ContentType];
            if (headerValue) {
                if (typeof headerValue === 'number') {
                    clientHeader = String(headerValue);
                }
                else if (Array.isArray(headerValue)) {
                    clientHeader = headerValue.join(', ');
                }
                else {
                    clientHeader = headerValue;
                }
            }
        }
        const additionalValue = additionalHeaders[Headers.ContentType];
        // Return the first non-undefined value, converting numbers or arrays to strings if necessary
        if (additionalValue !== undefined) {
            if (typeof additionalValue === 'number') {
                return String(additionalValue);
            }
            else if (Array.isArray(additionalValue)) {
                return additionalValue.join(', ');
            }
            else {
                return additionalValue;
            }
        }
        if (clientHeader !== undefined) {
            return clientHeader;
        }
        return _default;
    }
    _getAgent(parsedUrl) {
        let agent;
        const proxyUrl = getProxyUrl(parsedUrl);
        const useProxy = proxyUrl && proxyUrl.hostname;
        if (this._keepAlive && useProxy) {
            agent = this._proxyAgent;
        }
        if (!useProxy) {
            agent = this._agent;
        }
        // if agent is already assigned use that agent.
        if (agent) {
            return agent;
        }
        const usingSsl = parsedUrl.protocol === 'https:';
        let maxSockets = 100;
        if (this.requestOptions) {
            maxSockets = this.requestOptions.maxSockets || external_http_.globalAgent.maxSockets;
        }
        // This is `useProxy` again, but we need to check `proxyURl` directly for TypeScripts's flow analysis.
        if (proxyUrl && proxyUrl.hostname) {
            const agentOptions = {
                maxSockets,
                keepAlive: this._keepAlive,
                proxy: Object.assign(Object.assign({}, ((proxyUrl.username || proxyUrl.password) && {
                    proxyAuth: `${proxyUrl.username}:${proxyUrl.password}`
                })), { host: proxyUrl.hostname, port: proxyUrl.port })
            };
            let tunnelAgent;
            const overHttps = proxyUrl.protocol === 'https:';
            if (usingSsl) {
                tunnelAgent = overHttps ? tunnel.httpsOverHttps : tunnel.httpsOverHttp;
            }
            else {
                tunnelAgent = overHttps ? tunnel.httpOverHttps : tunnel.httpOverHttp;
            }
            agent = tunnelAgent(agentOptions);
            this._proxyAgent = agent;
        }
        // if tunneling agent isn't assigned create a new agent
        if (!agent) {
            const options = { keepAlive: this._keepAlive, maxSockets };
            agent = usingSsl ? new external_https_.Agent(options) : new external_http_.Agent(options);
            this._agent = agent;
        }
        if (usingSsl && this._ignoreSslError) {
            // we don't want to set NODE_TLS_REJECT_UNAUTHORIZED=0 since that will affect request for entire process
            // http.RequestOptions doesn't expose a way to modify RequestOptions.agent.options
            // we have to cast it to any and change it directly
            agent.options = Object.assign(agent.options || {}, {
                rejectUnauthorized: false
            });
        }
        return agent;
    }
    _getProxyAgentDispatcher(parsedUrl, proxyUrl) {
        let proxyAgent;
        if (this._keepAlive) {
            proxyAgent = this._proxyAgentDispatcher;
        }
        // if agent is already assigned use that agent.
        if (proxyAgent) {
            return proxyAgent;
        }
        const usingSsl = parsedUrl.protocol === 'https:';
        proxyAgent = new ProxyAgent(Object.assign({ uri: proxyUrl.href, pipelining: !this._keepAlive ? 0 : 1 }, ((proxyUrl.username || proxyUrl.password) && {
            token: `Basic ${Buffer.from(`${proxyUrl.username}:${proxyUrl.password}`).toString('base64')}`
        })));
        this._proxyAgentDispatcher = proxyAgent;
        if (usingSsl && this._ignoreSslError) {
            // we don't want to set NODE_TLS_REJECT_UNAUTHORIZED=0 since that will affect request for entire process
            // http.RequestOptions doesn't expose a way to modify RequestOptions.agent.options
            // we have to cast it to any and change it directly
            proxyAgent.options = Object.assign(proxyAgent.options.requestTls || {}, {
                rejectUnauthorized: false
            });
        }
        return proxyAgent;
    }
    _getUserAgentWithOrchestrationId(userAgent) {
        const baseUserAgent = userAgent || 'actions/http-client';
        const orchId = process.env['ACTIONS_ORCHESTRATION_ID'];
        if (orchId) {
            // Sanitize the orchestration ID to ensure it contains only valid characters
            // Valid characters: 0-9, a-z, _, -, .
            const sanitizedId = orchId.replace(/[^a-z0-9_.-]/gi, '_');
            return `${baseUserAgent} actions_orchestration_id/${sanitizedId}`;
        }
        return baseUserAgent;
    }
    _performExponentialBackoff(retryNumber) {
        return __awaiter(this, void 0, void 0, function* () {
            retryNumber = Math.min(ExponentialBackoffCeiling, retryNumber);
            const ms = ExponentialBackoffTimeSlice * Math.pow(2, retryNumber);
            return new Promise(resolve => setTimeout(() => resolve(), ms));
        });
    }
    _processResponse(res, options) {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve, reject) => __awaiter(this, void 0, void 0, function* () {
                const statusCode = res.message.statusCode || 0;
                const response = {
                    statusCode,
                    result: null,
                    headers: {}
                };
                // not found leads to null obj returned
                if (statusCode === HttpCodes.NotFound) {
                    resolve(response);
                }
                // get the result from the body
                function dateTimeDeserializer(key, value) {
                    if (typeof value === 'string') {
                        const a = new Date(value);
                        if (!isNaN(a.valueOf())) {
                            return a;
                        }
                    }
                    return value;
                }
                let obj;
                let contents;
                try {
                    contents = yield res.readBody();
                    if (contents && contents.length > 0) {
                        if (options && options.deserializeDates) {
                            obj = JSON.parse(contents, dateTimeDeserializer);
                        }
                        else {
                            obj = JSON.parse(contents);
                        }
                        response.result = obj;
                    }
                    response.headers = res.message.headers;
                }
                catch (err) {
                    // Invalid resource (contents not json);  leaving result obj null
                }
                // note that 3xx redirects are handled by the http layer.
                if (statusCode > 299) {
                    let msg;
                    // if exception/error in body, attempt to get better error
                    if (obj && obj.message) {
                        msg = obj.message;
                    }
                    else if (contents && contents.length > 0) {
                        // it may be the case that the exception is in the body message as string
                        msg = contents;
                    }
                    else {
                        msg = `Failed request: (${statusCode})`;
                    }
                    const err = new HttpClientError(msg, statusCode);
                    err.result = response.result;
                    reject(err);
                }
                else {
                    resolve(response);
                }
            }));
        });
    }
}
const lowercaseKeys = (obj) => Object.keys(obj).reduce((c, k) => ((c[k.toLowerCase()] = obj[k]), c), {});
//# sourceMappingURL=index.js.map

/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		id: moduleId,
/******/ 		loaded: false,
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Flag the module as loaded
/******/ 	module.loaded = true;
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/create fake namespace object */
/******/ (() => {
/******/ 	var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 	var leafPrototypes;
/******/ 	// create a fake namespace object
/******/ 	// mode & 1: value is a module id, require it
/******/ 	// mode & 2: merge all properties of value into the ns
/******/ 	// mode & 4: return value when already ns object
/******/ 	// mode & 16: return value when it's Promise-like
/******/ 	// mode & 8|1: behave like require
/******/ 	__nccwpck_require__.t = function(value, mode) {
/******/ 		if(mode & 1) value = this(value);
/******/ 		if(mode & 8) return value;
/******/ 		if(typeof value === 'object' && value) {
/******/ 			if((mode & 4) && value.__esModule) return value;
/******/ 			if((mode & 16) && typeof value.then === 'function') return value;
/******/ 		}
/******/ 		var ns = Object.create(null);
/******/ 		__nccwpck_require__.r(ns);
/******/ 		var def = {};
/******/ 		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 		for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 		}
/******/ 		def['default'] = () => (value);
/******/ 		__nccwpck_require__.d(ns, def);
/******/ 		return ns;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/node module decorator */
/******/ (() => {
/******/ 	__nccwpck_require__.nmd = (module) => {
/******/ 		module.paths = [];
/******/ 		if (!module.children) module.children = [];
/******/ 		return module;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(75691);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
