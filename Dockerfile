# The build stage has what builds the web app; the image has what runs.
FROM node:26-slim AS build
WORKDIR /docket
COPY . .
RUN npm ci && npm prune --omit=dev --ignore-scripts

FROM node:26-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
WORKDIR /docket
COPY --from=build /docket .
# an account without rights of its own; the embedded PostgreSQL refuses root anyway
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8000
# node is process 1: it hears SIGTERM itself and lets running requests finish
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=50", "server/main.ts", "serve"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
