# One small image: Python, our packages, and nothing that builds. Data lives in the volume /data.
FROM python:3.11-slim-bookworm AS packages
COPY requirements.lock ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.11-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 farola && install -d -m 700 -o farola -g farola /data
COPY --from=packages /venv /venv
WORKDIR /farola
COPY app app
COPY audit_templates audit_templates
COPY migrations migrations
COPY static static
COPY pyproject.toml README.md LICENSE ./
# Extras bundle GPL and LGPL libraries (app/decisions/0008): --build-arg EXTRAS=heic,listening
ARG EXTRAS=
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation -e . \
 && if [ -n "$EXTRAS" ]; then /venv/bin/pip install --no-cache-dir --no-build-isolation -e ".[$EXTRAS]"; fi
ENV PATH=/venv/bin:$PATH FAROLA_DATA=/data PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER farola
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/ready', timeout=4)"]
CMD ["farola", "serve", "--host", "0.0.0.0"]
