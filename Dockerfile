# The simulator as an image: docker build -t mobipace-mock . && docker run -p 8080:8080 -p 8444:8444 mobipace-mock
# Nothing below depends on the architecture: linux/amd64 and linux/arm64 build alike.
ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE MANIFEST.in ./
COPY mock_server mock_server
COPY schemas schemas
COPY fixtures fixtures
COPY contract_tests contract_tests
# Everything goes into one folder, which is all that the final image takes over.
RUN python -m venv /opt/mobipace-mock \
 && /opt/mobipace-mock/bin/python -m pip install --no-cache-dir --no-compile . \
 && /opt/mobipace-mock/bin/python -m compileall -q -j 0 /opt/mobipace-mock/lib \
 && /opt/mobipace-mock/bin/python -m pip uninstall --yes --quiet pip

FROM python:${PYTHON}-slim
LABEL org.opencontainers.image.title="mobipace-mock" \
      org.opencontainers.image.description="A high-fidelity simulator of the MOBIPACE SMS gateway" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /opt/mobipace-mock /opt/mobipace-mock
# /data is for --state and for the local CA; everything else may be read-only.
RUN mkdir /data && chown 10001:10001 /data
ENV PATH=/opt/mobipace-mock/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_DATA_HOME=/data \
    MOBIPACE_MOCK_HOST=0.0.0.0 \
    MOBIPACE_MOCK_PORT=8080 \
    MOBIPACE_MOCK_TLS_PORT=8444
USER 10001:10001
VOLUME /data
EXPOSE 8080 8444
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --start-interval=0.2s --retries=3 \
  CMD ["mobipace-mock", "ready", "--wait", "--timeout", "4"]
ENTRYPOINT ["mobipace-mock"]
CMD ["serve"]
