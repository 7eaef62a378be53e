import "../lib/later-texts.ts";
import { UnstyledButton } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { readBytes } from "../lib/read-bytes.ts";
import { useTexts } from "../lib/texts.ts";
import type { RemoteAddresses } from "../ui/CleanHtml.tsx";
import { shownOf } from "../ui/shown-text.ts";
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

/** The picture at an address of this page, which the caller releases. Our server loads it, not the browser. */
async function loadPicture({ ticket, comment }: Origin, url: string, signal: AbortSignal): Promise<string> {
  const options = { path: { id: ticket }, query: { url, comment }, signal };
  const address = URL.createObjectURL(await readBytes("/tickets/{id}/remote-picture/", options));
  const picture = new Image();
  picture.src = address;
  // of a damaged picture the name stays
  await picture.decode().catch((error: unknown) => {
    URL.revokeObjectURL(address);
    throw error;
  });
  return address;
}

/** Above a message with pictures from other sites: says that they are blocked, and shows them when asked. */
export function RemotePictures({ text, origin, onShow }: Props) {
  const t = useTexts();
  const { remote } = shownOf(text);
  const { state, failures, load } = useLoading(remote, origin, onShow);
  const line = useRef<HTMLDivElement>(null);
  // the button that was pressed is gone
  useEffect(() => {
    if (state === "done" && document.activeElement === document.body) line.current?.focus({ preventScroll: true });
  }, [state]);
  if (remote.length === 0) return null;
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
        <UnstyledButton className={css.show} onClick={() => void load()}>
          {t(state === "blocked" ? "ticket.showPictures" : "common.retry")}
        </UnstyledButton>
      )}
    </div>
  );
}

function useLoading(remote: readonly string[], origin: Origin, onShow: Props["onShow"]) {
  const [state, setState] = useState<"blocked" | "loading" | "done">("blocked");
  const addresses = useRef<Map<string, string>>(new Map());
  const [failures, setFailures] = useState(0);
  const leaving = useRef<AbortController>(null);
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    return () => {
      controller.abort();
      for (const address of addresses.current.values()) URL.revokeObjectURL(address);
      addresses.current = new Map();
      onShow(NONE);
    };
  }, [onShow]);
  const load = async () => {
    const { signal } = leaving.current!;
    setState("loading");
    const waiting = remote.filter((url) => !addresses.current.has(url));
    let failures = 0;
    const work = async () => {
      for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
        const address = await loadPicture(origin, url, signal).catch(() => null);
        if (signal.aborted && address) URL.revokeObjectURL(address);
        if (signal.aborted) return;
        if (address) onShow(new Map(addresses.current.set(url, address)));
        else failures += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (signal.aborted) return;
    setFailures(failures);
    setState("done");
  };
  return { state, failures, load };
}
