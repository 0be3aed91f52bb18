#!/bin/sh
# Creates the test certificates, valid from 2020 to 2056. They and their keys are public: nothing trusts them. Run it in
# this folder only if another kind of certificate is needed; it recreates all of them.
set -eu

work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
touch "$work/index.txt"
cat >"$work/ca.cnf" <<END
[ca]
default_ca = test
[test]
database = $work/index.txt
new_certs_dir = $work
rand_serial = yes
default_md = sha256
unique_subject = no
copy_extensions = copy
policy = names
[names]
commonName = supplied
END

start=20200101000000Z
hosts="subjectAltName=IP:127.0.0.1,IP:::1,DNS:localhost,DNS:api.example.test,DNS:store.example.test"

# name, end date, extension, signer: authority or itself
certificate() {
  {
    echo "TEST MATERIAL: this private key is public and protects nothing."
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256
  } >"$1.key"
  openssl req -new -key "$1.key" -subj "/CN=Await Export test: $1" -addext "$3" -out "$work/$1.csr"
  signer="-cert authority.pem -keyfile authority.key"
  [ "$4" = authority ] || signer="-selfsign -keyfile $1.key"
  # shellcheck disable=SC2086
  openssl ca -batch -notext -config "$work/ca.cnf" $signer -startdate $start -enddate "$2" \
    -in "$work/$1.csr" -out "$1.pem"
}

certificate authority 20560101000000Z "basicConstraints=critical,CA:TRUE" itself
certificate good 20560101000000Z "$hosts" authority
certificate expired 20210101000000Z "$hosts" authority
certificate wrong-host 20560101000000Z "subjectAltName=DNS:elsewhere.example.test" authority
certificate self-signed 20560101000000Z "$hosts" itself
rm authority.key
