import { portalLinkById } from "../server/contacts/portal-links.ts";
import { answerPortalLinkRequests } from "../server/emails/portal-links.ts";
import type { World } from "./world.ts";

type Form = Record<string, string> | FormData;

export interface PortalPage {
  status: number;
  headers: Headers;
  html: string;
  /** The target of the redirect. */
  to: string | null;
}

/** A browser without scripts in the help center. It stores a cookie and does not follow redirects. */
export function portalBrowser(world: Pick<World, "base">, cookie = "") {
  const ask = async (
    method: string,
    path: string,
    form?: Form,
    headers: Record<string, string> = {},
  ): Promise<PortalPage> => {
    const response = await fetch(`${world.base}/portal/${path}`, {
      method,
      redirect: "manual",
      headers: { ...(cookie && { cookie }), ...headers },
      ...(form && { body: form instanceof FormData ? form : new URLSearchParams(form) }),
    });
    const { status, headers: responseHeaders } = response;
    return { status, headers: responseHeaders, html: await response.text(), to: responseHeaders.get("location") };
  };
  return {
    cookie,
    get: (path: string, headers?: Record<string, string>) => ask("GET", path, undefined, headers),
    head: (path: string) => ask("HEAD", path),
    post: (path: string, form: Form = {}, headers?: Record<string, string>) => ask("POST", path, form, headers),
  };
}
export type PortalBrowser = ReturnType<typeof portalBrowser>;

/** The path of the newest link that was emailed to an address. */
export async function portalLink(world: World, address: string, next = ""): Promise<string> {
  await portalBrowser(world).post("en/sign-in/", { address, next });
  await answerPortalLinkRequests(world.app.mail);
  const { rows } = await world.database.pool.query(
    "select id from portal_links where address = $1 order by created_at desc",
    [address],
  );
  return (await portalLinkById(world.database.db, world.app.docket.sealing, rows[0].id))!.path.replace("/portal/", "");
}

/** Signs a customer in as a person does: requests a link and presses its button. */
export async function signInToPortal(world: World, address: string): Promise<PortalBrowser> {
  const { headers, status } = await portalBrowser(world).post(await portalLink(world, address));
  if (status !== 303) throw new Error(`could not sign in ${address}: ${status}`);
  return portalBrowser(world, headers.getSetCookie()[0]!.split(";")[0]!);
}

/** Creates a ticket in the help center. Returns its ID. */
export async function openPortalTicket(by: PortalBrowser, subject = "Silent lobby", text = "No music since nine.") {
  const { to } = await by.post("en/requests/new/", { subject, text, confirmed: "yes" });
  return /requests\/([\da-f-]{36})\//.exec(to!)![1]!;
}
