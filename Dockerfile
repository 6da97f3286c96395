# The first stage installs what the locks name, every file checked by its hash. All of it comes as
# wheels for Linux on x86-64 and ARM, so that nothing is compiled.
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/footnote
COPY requirements.lock requirements-build.lock ./
RUN /opt/footnote/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements.lock
# What builds Footnote stays in this stage.
RUN python -m venv /opt/build \
    && /opt/build/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY index index
COPY prompts prompts
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /opt/wheel . \
    && /opt/footnote/bin/pip install --no-cache-dir --no-deps --no-index --find-links /opt/wheel footnote

FROM python:3.12-slim
LABEL org.opencontainers.image.title="Footnote" \
      org.opencontainers.image.description="A discussion bot and chat assistant over an archive of daily digests, every claim cited." \
      org.opencontainers.image.licenses="MIT"
RUN useradd --create-home --uid 1000 footnote && install -d -o footnote -g footnote /data
COPY --from=build /opt/footnote /opt/footnote
# What the charts' library keeps goes where a read-only container can still write.
ENV PATH=/opt/footnote/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    FOOTNOTE_DATA=/data \
    FOOTNOTE_WATCH_PORT=9478
# By its number, so that an orchestrator can tell that it isn't root.
USER 1000:1000
# Here footnote.toml is looked for.
WORKDIR /etc/footnote
VOLUME /data
# Footnote handles SIGTERM itself, also as process 1, and starts no processes: it needs no init.
STOPSIGNAL SIGTERM
# The first start indexes the archive by words before the bot logs in.
HEALTHCHECK --interval=30s --timeout=10s --start-period=5m --retries=3 CMD ["footnote", "health"]
ENTRYPOINT ["footnote"]
CMD ["run"]
