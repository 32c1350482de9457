/** The page and its script as the browser gets them; no address of another host in either. */
export const page = (folder: string) => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>招商云网 GraphiQL</title>
<link rel="stylesheet" href="${folder}/graphiql.css">
<link rel="stylesheet" href="${folder}/page.css">
</head>
<body>
<noscript>GraphiQL 需要浏览器启用 JavaScript。</noscript>
<div id="graphiql"></div>
<script src="${folder}/react.js"></script>
<script src="${folder}/react-dom.js"></script>
<script src="${folder}/graphql-ws.js"></script>
<script src="${folder}/graphiql.js"></script>
<script src="${folder}/boot.js"></script>
</body>
</html>
`;

export const pageStyle = `html, body, #graphiql { height: 100%; margin: 0; }
`;

/**
 * One socket client per request, opened only by a subscription: it carries the headers editor of that moment, as
 * connectionParams in lower case, so that a token pasted once serves both HTTP and WebSocket.
 */
export const bootScript = `'use strict';
const httpUrl = location.origin + '/graphql';
const socketUrl = httpUrl.replace(/^http/, 'ws');

// Lower case as connectionParams.authorization wants it, without what has not been filled in yet.
function filledIn(headers) {
  const filled = Object.entries(headers || {}).filter(([, value]) => !/^(Bearer)?\\s*$/i.test(value));
  return Object.fromEntries(filled.map(([name, value]) => [name.toLowerCase(), value]));
}

function fetcher(params, options) {
  const headers = filledIn(options && options.headers);
  const wsClient = graphqlWs.createClient({
    url: socketUrl,
    lazy: true,
    retryAttempts: 0,
    connectionParams: headers,
  });
  return GraphiQL.createFetcher({ url: httpUrl, wsClient })(params, { ...options, headers });
}

const welcome = [
  '# 招商云网 GraphQL',
  '#',
  '# 1. 用 signIn 登录，复制返回的令牌。',
  '# 2. 粘贴到下方 Headers 的 Bearer 之后，',
  '#    查询、变更与订阅都用它。',
  '# 3. Ctrl-Shift-R 重新读取接口文档，',
  '#    Ctrl-Enter 运行。',
  '#',
  '',
  '{',
  '  __typename',
  '}',
  '',
].join('\\n');

ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultQuery: welcome,
    defaultHeaders: JSON.stringify({ Authorization: 'Bearer ' }, null, 2),
    defaultEditorToolsVisibility: 'headers',
    shouldPersistHeaders: false,
    dangerouslyAssumeSchemaIsValid: true,
  }),
);
`;
