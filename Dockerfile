# pushbench on Debian 12, from Debian's packages alone:
#
#     docker build --tag pushbench .
#     docker run --rm --volume "$PWD:/data" --user "$(id -u):$(id -g)" pushbench run default
#
# The report is then in results/ of the current folder.

# One set of packages for building and running: at run time civetweb loads libcrypto.so, a name that
# only libssl-dev provides.
FROM debian:12 AS base
COPY scripts/install-deps /tmp/
RUN /tmp/install-deps

FROM base AS build
RUN apt-get install --yes --no-install-recommends git
COPY . /src
RUN make -C /src install DESTDIR=/installed PREFIX=/usr

FROM base
COPY --from=build /installed /
WORKDIR /data
ENTRYPOINT ["pushbench"]
CMD ["--help"]
