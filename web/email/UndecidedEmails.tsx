import "../lib/later-texts.ts";
import { IconMailQuestion } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { createPortal } from "react-dom";
import { listenLive } from "../lib/live.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { numberOf } from "../lib/time.ts";
import { emailStatusQuery } from "../tickets/email-status.ts";
import places from "../ui/Places.module.css";
import { PlaceName } from "../ui/Places.tsx";

// what live-updates.ts is for, but the first view has no room for it
const BY_KIND: readonly [prefix: string, keys: readonly string[]][] = [
  ["incoming.", ["mailboxes", "incoming-emails", "incoming-email", "incoming-email-counts"]],
  ["mailbox.", ["mailboxes"]],
  ["email.", ["outgoing-emails", "outgoing-email-counts", "outgoing-email"]],
];

/** In an Admin's sidebar: how many incoming emails wait for a decision. */
export function UndecidedEmails() {
  const t = useTexts();
  const { data } = useQuery(emailStatusQuery);
  useEffect(
    () =>
      listenLive((kind) => {
        const [, keys = []] = BY_KIND.find(([prefix]) => kind.startsWith(prefix)) ?? [];
        for (const key of keys) void queryClient.invalidateQueries({ queryKey: [key] });
      }),
    [],
  );
  const sidebar = document.getElementById("places");
  const count = data?.undecided ?? 0;
  if (count === 0 || !sidebar) return null;
  const name = t("email.undecided");
  return createPortal(
    <ul className={places.list} aria-label={name}>
      <li>
        <Link
          to="/settings/$part"
          params={{ part: "email" }}
          search={{ tab: "incoming", state: "undecided" } as never}
          activeProps={{}}
          className={places.place}
          data-rail-tip={name}
        >
          <PlaceName icon={IconMailQuestion}>{name}</PlaceName>
          <span className={places.count} data-late title={t("email.undecidedCount", { count })}>
            {numberOf(count)}
          </span>
        </Link>
      </li>
    </ul>,
    sidebar,
  );
}
