import { API } from "../wire/endpoint.ts";
import { listResources } from "../wire/resources.ts";
import { type AddressSettings, originOf } from "./platform/addresses.ts";
import { type Route, route } from "./platform/front-door.ts";

/** The response of the API's root: every collection of the given routes, by name. */
export function resourceRoutes(routes: readonly Route[], addresses: AddressSettings): Route[] {
  const paths = routes
    .map(({ endpoint }) => endpoint)
    .filter(({ method, path, answerType }) => method === "GET" && answerType === "page" && /^\/[\w-]+\/$/.test(path))
    .map(({ path }) => path);
  return [
    route(listResources, ({ request }) => ({
      body: Object.fromEntries(paths.map((path) => [path.slice(1, -1), originOf(request, addresses) + API + path])),
    })),
  ];
}
