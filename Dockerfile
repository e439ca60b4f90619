# The local server as a container: docs/self-hosting.md. compose.yaml puts nginx with TLS in front of it.

# What the last stage runs on: glibc and certificates, no shell and no package manager.
ARG BASE=gcr.io/distroless/cc-debian12:nonroot

FROM node:22-bookworm-slim AS web
WORKDIR /src
COPY crates/admin/openapi.json crates/admin/
COPY docs/clients docs/clients
COPY widget widget
COPY dashboard dashboard
RUN for part in widget dashboard; do (cd "$part" && npm ci && npm run build) || exit 1; done

FROM rust:1-bookworm AS server
WORKDIR /src
COPY . .
RUN cargo build --profile server --locked --package bubblechat-local && mkdir /data

FROM ${BASE}
COPY --from=server /src/target/server/bubblechat-local /app/bubblechat-local
COPY --from=web /src/widget/dist /app/widget/dist
COPY --from=web /src/dashboard/dist /app/dashboard/dist
# Volumes take over the owner.
COPY --from=server --chown=65532:65532 /data /data
USER 65532:65532
# Others can reach it: the proxy in front. --production demands the public addresses.
ENV BUBBLECHAT_PRODUCTION=1 \
    BUBBLECHAT_ADDR=0.0.0.0:8787 \
    BUBBLECHAT_CONSOLE_ADDR=0.0.0.0:8788 \
    BUBBLECHAT_DATA=/data
VOLUME /data
EXPOSE 8787 8788
HEALTHCHECK --interval=10s --timeout=6s --start-period=10s CMD ["/app/bubblechat-local", "health"]
ENTRYPOINT ["/app/bubblechat-local"]
