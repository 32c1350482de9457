/** One address, several of which one is used until it fails, or a function that names the next one. */
export type NodeUrls = string | readonly string[] | (() => string | Promise<string>);

/** Where requests and connections go. */
export function createNodes(urls: NodeUrls) {
  const list = typeof urls === 'function' ? [] : (typeof urls === 'string' ? [urls] : urls).map(apiUrl);
  if (typeof urls !== 'function' && list.length === 0) throw new TypeError('url: name at least one server');
  let at = 0;
  let named: string | undefined;
  return {
    async current(): Promise<string> {
      if (typeof urls !== 'function') return list[at]!;
      return (named ??= apiUrl(await urls()));
    },
    /** Moves on, unless somebody else has moved on from this address already. */
    failed(url: string): void {
      if (typeof urls === 'function') named = named === url ? undefined : named;
      else if (list[at] === url) at = (at + 1) % list.length;
    },
  };
}
export type Nodes = ReturnType<typeof createNodes>;

/** `http://host:port` or the whole address of the API; ws: and wss: are taken as http: and https:. */
function apiUrl(text: string): string {
  const url = new URL(text);
  url.protocol = url.protocol.replace(/^ws/, 'http');
  if (!/^https?:$/.test(url.protocol)) throw new TypeError(`url: ${text} is neither http nor https`);
  if (url.pathname === '/') url.pathname = '/graphql';
  url.hash = '';
  return url.href;
}

export const socketUrl = (url: string): string => url.replace(/^http/, 'ws');
