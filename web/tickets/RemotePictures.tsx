import "../lib/later-texts.ts";
import { UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { queryClient } from "../lib/query-client.ts";
import { readBlob } from "../lib/read-bytes.ts";
import { useTexts } from "../lib/texts.ts";
import type { RemoteAddresses } from "../ui/CleanHtml.tsx";
import { shownOf } from "../ui/shown-text.ts";
import { emailStatusQuery } from "./email-status.ts";
import css from "./RemotePictures.module.css";

/** Where a message is: its ticket, and the ID of the comment, or null for the ticket's description. */
export interface Origin {
  ticket: string;
  comment: string | null;
}

interface Props {
  text: string;
  origin: Origin;
  onShow(addresses: RemoteAddresses): void;
}

const AT_ONCE = 3;
const NONE: RemoteAddresses = new Map();

/** Our server loads the picture, not the browser. */
async function loadPicture({ ticket, comment }: Origin, url: string, signal: AbortSignal): Promise<Blob> {
  return readBlob("/tickets/{id}/remote-picture/", { path: { id: ticket }, query: { url, comment }, signal });
}

/** The picture as an address of this page, which the caller releases. */
async function addressOf(bytes: Blob): Promise<string> {
  const address = URL.createObjectURL(bytes);
  const picture = new Image();
  picture.src = address;
  // of a damaged picture the name stays
  await picture.decode().catch((error: unknown) => {
    URL.revokeObjectURL(address);
    throw error;
  });
  return address;
}

// they are kept until the page is left or the user signs out, so that the sender learns of one reading only
const PICTURES_KEY = ["remote-pictures"];
const MAX_KEPT = 30;
queryClient.setQueryDefaults(PICTURES_KEY, { gcTime: Number.POSITIVE_INFINITY });

const keptOf = ({ ticket, comment }: Origin) =>
  queryClient.getQueryData<ReadonlyMap<string, Blob>>([...PICTURES_KEY, ticket, comment]) ?? new Map<string, Blob>();

/** Keeps a picture of a message; of many messages, those of the last ones. */
function keep(origin: Origin, url: string, bytes: Blob): void {
  queryClient.setQueryData([...PICTURES_KEY, origin.ticket, origin.comment], new Map(keptOf(origin)).set(url, bytes));
  const all = queryClient.getQueryCache().findAll({ queryKey: PICTURES_KEY });
  const old = all.toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt).slice(MAX_KEPT);
  for (const { queryKey } of old) queryClient.removeQueries({ queryKey, exact: true });
}

/** Above a message with pictures from other sites: says whether they are shown, and shows them when asked. */
export function RemotePictures({ text, origin, onShow }: Props) {
  const { remote } = shownOf(text);
  const { data } = useQuery(emailStatusQuery);
  if (remote.length === 0 || !data) return null;
  if (data.remote_pictures === "never") return <NeverShown count={remote.length} />;
  return <Line remote={remote} origin={origin} onShow={onShow} isAtOnce={data.remote_pictures === "show"} />;
}

function NeverShown({ count }: { count: number }) {
  const t = useTexts();
  return (
    <div className={css.line}>
      <span role="status">{t("ticket.picturesNever", { count })}</span>
    </div>
  );
}

interface LineProps extends Omit<Props, "text"> {
  remote: readonly string[];
  isAtOnce: boolean;
}

function Line({ remote, ...props }: LineProps) {
  const t = useTexts();
  const { state, failures, load } = useLoading(remote, props);
  const line = useRef<HTMLDivElement>(null);
  const wasPressed = useRef(false);
  // the button that was pressed is gone
  useEffect(() => {
    const isLost = wasPressed.current && document.activeElement === document.body;
    if (state === "done" && isLost) line.current?.focus({ preventScroll: true });
  }, [state]);
  const press = () => {
    wasPressed.current = true;
    void load("all");
  };
  const words =
    state === "blocked"
      ? t("ticket.picturesBlocked", { count: remote.length })
      : state === "loading"
        ? t("ticket.picturesLoading")
        : failures > 0
          ? t("ticket.picturesFailed", { count: failures })
          : t("ticket.picturesShown");
  return (
    <div ref={line} className={css.line} tabIndex={-1}>
      <span role="status">{words}</span>
      {(state === "blocked" || (state === "done" && failures > 0)) && (
        <UnstyledButton className={css.show} onClick={press}>
          {t(state === "blocked" ? "ticket.showPictures" : "common.retry")}
        </UnstyledButton>
      )}
    </div>
  );
}

/** Does it for all of them, some at a time; a failure stops none of the others. */
async function forSome(waiting: string[], signal: AbortSignal, run: (url: string) => Promise<void>): Promise<void> {
  const work = async () => {
    for (let url = waiting.shift(); url !== undefined && !signal.aborted; url = waiting.shift())
      await run(url).catch(() => {});
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

function useLoading(remote: readonly string[], { origin, onShow, isAtOnce }: Omit<LineProps, "remote">) {
  const [state, setState] = useState<"blocked" | "loading" | "done">("blocked");
  const addresses = useRef<Map<string, string>>(new Map());
  const [failures, setFailures] = useState(0);
  const leaving = useRef<AbortController>(null);
  const load = async (which: "all" | "kept") => {
    const { signal } = leaving.current!;
    setState("loading");
    const keptPictures = keptOf(origin);
    const waiting = remote.filter((url) => !addresses.current.has(url) && (which === "all" || keptPictures.has(url)));
    const show = async (url: string) => {
      const bytes = keptPictures.get(url) ?? (await loadPicture(origin, url, signal));
      const address = await addressOf(bytes);
      if (signal.aborted) return URL.revokeObjectURL(address);
      keep(origin, url, bytes);
      onShow(new Map(addresses.current.set(url, address)));
    };
    await forSome(waiting, signal, show);
    if (signal.aborted) return;
    setFailures(remote.filter((url) => !addresses.current.has(url)).length);
    setState("done");
  };
  const begin = useEffectEvent(() => {
    if (isAtOnce) void load("all");
    else if (keptOf(origin).size > 0) void load("kept");
  });
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    begin();
    return () => {
      controller.abort();
      for (const address of addresses.current.values()) URL.revokeObjectURL(address);
      addresses.current = new Map();
      onShow(NONE);
    };
  }, [onShow]);
  return { state, failures, load };
}
