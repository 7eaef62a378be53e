import "../lib/later-texts.ts";
import { useTexts } from "../lib/texts.ts";
import { formatter } from "../lib/time.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { usePresence } from "./presence.ts";
import css from "./Watchers.module.css";

const MAX_FACES = 4;

/** Who else has the ticket open, and who is typing. */
export function Watchers() {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const people = usePresence(ticket.id);
  const typing = people.filter(({ state }) => state === "typing").map(({ name }) => name);
  const names = formatter(Intl.ListFormat, {}).format(
    (typing.length > 0 ? typing : people.map(({ name }) => name)).slice(0, MAX_FACES),
  );
  const words =
    typing.length > 0
      ? t("ticket.typing", { count: typing.length, names })
      : people.length > 0
        ? t("ticket.looking", { count: people.length, names })
        : "";
  return (
    <span className={css.watchers}>
      {people.slice(0, MAX_FACES).map(({ user, name, state }) => (
        <span
          key={user}
          className={css.watcher}
          data-typing={state === "typing" || undefined}
          data-tip={t(state === "typing" ? "ticket.typing" : "ticket.looking", { count: 1, names: name })}
        >
          <Avatar name={name} size={24} />
        </span>
      ))}
      <span className={css.words} role="status">
        {words}
      </span>
    </span>
  );
}
