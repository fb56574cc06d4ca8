# The simulator as an image:
#   docker build -t mobipace-mock .
#   docker run --rm -p 127.0.0.1:8080:8080 -p 127.0.0.1:8444:8444 mobipace-mock
# Nothing below depends on the architecture: `docker buildx build --platform linux/amd64,linux/arm64 .` builds both alike.
ARG PYTHON=3.13-slim-trixie

FROM python:${PYTHON} AS wheels
WORKDIR /src
COPY pyproject.toml README.md LICENSE MANIFEST.in ./
COPY mock_server mock_server
COPY schemas schemas
COPY fixtures fixtures
COPY contract_tests contract_tests
RUN python -m pip wheel --no-cache-dir --wheel-dir /wheels .
# Only the wheels are installed, into one folder, which is all that the final image takes over. It has no pip in it.
RUN python -m venv --without-pip /opt/mobipace-mock \
 && python -m pip --python /opt/mobipace-mock/bin/python install --no-cache-dir --no-compile --no-index /wheels/*.whl \
 && python -m compileall -q -j 0 /opt/mobipace-mock/lib

FROM python:${PYTHON}
# `make image` tells the two: the version is said in the package alone.
ARG VERSION=unreleased
ARG REVISION=unknown
LABEL org.opencontainers.image.title="mobipace-mock" \
      org.opencontainers.image.description="A high-fidelity simulator of the MOBIPACE SMS gateway" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/python:3.13-slim-trixie"
COPY --from=wheels /opt/mobipace-mock /opt/mobipace-mock
# /data is for --state and for the local CA; everything else may be read-only.
RUN install --directory --owner 10001 --group 10001 /data
ENV PATH=/opt/mobipace-mock/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_DATA_HOME=/data \
    MOBIPACE_MOCK_HOST=0.0.0.0 \
    MOBIPACE_MOCK_PORT=8080 \
    MOBIPACE_MOCK_TLS_PORT=8444
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080 8444
STOPSIGNAL SIGTERM
# As a listener off loopback, the control API asks for a token: the one in MOBIPACE_MOCK_CONTROL_TOKEN, else one that is made
# and printed. /_control/health, which `ready` asks for, needs none.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --start-interval=0.2s --retries=3 \
  CMD ["mobipace-mock", "ready", "--wait", "--timeout", "4"]
ENTRYPOINT ["mobipace-mock"]
CMD ["serve"]
