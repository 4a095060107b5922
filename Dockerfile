# syntax=docker/dockerfile:1

# Debian: ONNX Runtime's binaries need glibc.
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM dependencies AS build
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json vite.page.config.ts ./
COPY src ./src
RUN npm run build

FROM ${NODE_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Learngene" \
      org.opencontainers.image.description="A registry of learngenes that gives you an initialized Vision Transformer of any depth" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    LEARNGENE_DATA=/data
WORKDIR /app
COPY package.json LICENSE ./
COPY openapi ./openapi
COPY migrations ./migrations
COPY samples ./samples
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
RUN install --directory --owner=1000 --group=1000 /data
USER 1000:1000
VOLUME /data
EXPOSE 8080
# Whether the process lives: a database that is away is no reason to start it anew. /readyz is for load balancers.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The program itself ends cleanly on SIGTERM and starts no other, so it needs no init around it.
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["serve"]
