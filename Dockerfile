# The application alone; the database comes from outside (docker-compose.yml).
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY . .
# npm ci also builds dist (the prepare script); the server does not use the client, whose link would lead nowhere
RUN npm ci && npm prune --omit=dev && rm -r node_modules/@zhaoshang

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 NPM_CONFIG_CACHE=/tmp/npm NPM_CONFIG_UPDATE_NOTIFIER=false
WORKDIR /app
COPY --from=build --chown=root:root /app/package.json ./
COPY --from=build --chown=root:root /app/node_modules ./node_modules
COPY --from=build --chown=root:root /app/dist ./dist
COPY --from=build --chown=root:root /app/migrations ./migrations
COPY --from=build --chown=root:root /app/data ./data
COPY --from=build --chown=root:root /app/web/documents ./web/documents
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["npm", "start"]
