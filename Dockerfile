# The first stage installs what the lock names, every file checked by its hash.
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/footnote
COPY requirements.lock ./
RUN /opt/footnote/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY index index
COPY prompts prompts
RUN /opt/footnote/bin/pip install --no-cache-dir --no-deps .

FROM python:3.12-slim
RUN useradd --create-home --uid 1000 footnote && install -d -o footnote -g footnote /data
COPY --from=build /opt/footnote /opt/footnote
ENV PATH=/opt/footnote/bin:$PATH FOOTNOTE_DATA=/data PYTHONUNBUFFERED=1
USER footnote
WORKDIR /home/footnote
VOLUME /data
ENTRYPOINT ["footnote"]
CMD ["run"]
