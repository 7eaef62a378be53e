import "../lib/later-texts.ts";
import { Button } from "@mantine/core";
import { useIntersection } from "@mantine/hooks";
import { IconFileText, IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useState } from "react";
import { articlesForTicket, countShown, type Hit, publishedText } from "../articles/article-queries.ts";
import { ReadArticle } from "../articles/ReadArticle.tsx";
import { queryClient } from "../lib/query-client.ts";
import { useUser } from "../lib/session.ts";
import { useStorePart } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { insertArticle } from "../replies/insert-article.ts";
import { draftOf } from "../replies/reply-draft.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { showError } from "../ui/notices.ts";
import panel from "../ui/panel-part.module.css";

const MAX_SHOWN = 3;

/** The articles that fit a ticket; they are looked for when this part of the details is on the screen. */
export function SuggestedArticles({ className }: { className: string | undefined }) {
  const t = useTexts();
  const id = useId();
  const { ticket } = useOpenTicket();
  const { ref, entry } = useIntersection();
  const [isWanted, setWanted] = useState(false);
  if (entry?.isIntersecting && !isWanted) setWanted(true);
  const { data } = useQuery({ ...articlesForTicket(ticket, MAX_SHOWN), enabled: isWanted });
  const hits = data ?? [];
  const ids = hits.map((hit) => hit.id).join();
  useEffect(() => {
    if (ids) countShown(ticket.id, ids.split(","));
  }, [ticket.id, ids]);
  if (hits.length === 0) return <div ref={ref} />;
  return (
    <section className={className} aria-labelledby={id}>
      <h2 id={id}>{t("articles.title")}</h2>
      <Articles hits={hits} />
    </section>
  );
}

function Articles({ hits }: { hits: readonly Hit[] }) {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const draft = draftOf(ticket.id, useUser().id);
  const isNote = useStorePart(draft.now, (now) => now.isNote);
  const [open, setOpen] = useState<Hit | null>(null);
  const insertLink = async (hit: Hit) => {
    try {
      // its audience may have changed since
      const article = await queryClient.fetchQuery(publishedText(hit));
      if (!insertArticle(draft, article, "link")) setOpen(hit);
    } catch (error) {
      showError(error, t("articles.notInserted"));
    }
  };
  return (
    <>
      <ul className={panel.list}>
        {hits.map((hit) => (
          <li key={hit.id} className={panel.row}>
            <button type="button" className={panel.opener} onClick={() => setOpen(hit)} data-tip={hit.summary}>
              {hit.url ? (
                <IconFileText size={16} color="var(--ink-3)" style={{ flex: "none" }} aria-hidden />
              ) : (
                <IconLock size={16} color="var(--ink-3)" style={{ flex: "none" }} aria-hidden />
              )}
              <span dir="auto">{hit.title}</span>
              {!hit.url && <span className="only-read-out">{t("articles.internal")}</span>}
            </button>
            <Button
              size="compact-xs"
              variant="subtle"
              aria-label={t("articles.insertTitle", { title: hit.title })}
              onClick={() => void insertLink(hit)}
            >
              {t("articles.insertShort")}
            </Button>
          </li>
        ))}
      </ul>
      {open && (
        <ReadArticle
          hit={open}
          ticket={ticket.id}
          isNote={isNote}
          onClose={() => setOpen(null)}
          onInsert={(article, how) => {
            setOpen(null);
            insertArticle(draft, article, how);
          }}
        />
      )}
    </>
  );
}
