# One image for every process of ours; docker-compose.yml says what each of them runs.

FROM python:3.11-slim AS build
WORKDIR /app
# First what changes least: the dependencies stay cached until their lock changes.
COPY requirements.txt .
RUN python -m venv /app/.venv \
    && /app/.venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
ENV PATH=/app/.venv/bin:$PATH
COPY . .
# Collecting files loads the settings, and those insist on keys. These live for this line only, in
# a stage that is thrown away.
RUN python tools/new_env.py > .env \
    && export DATABASE_URL=sqlite:///:memory: \
    && python tools/messages compile \
    && python tools/bundle_css.py \
    && python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q accounts cards crm_inbox mail \
    && rm .env

FROM python:3.11-slim
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin crm
WORKDIR /app
# Belongs to root: the processes can read their code and not change it.
COPY --from=build /app /app
USER crm
CMD ["python", "manage.py", "doctor"]
