import "../lib/later-texts.ts";
import { useTexts } from "../lib/texts.ts";
import { Avatar } from "../ui/Avatar.tsx";
import css from "./DemoAccounts.module.css";

export interface DemoUser {
  username: string;
  name: string;
  role: "Admin" | "Finance" | "Music" | "Sales" | "Tech";
  /** The ticket that the first sign-in opens. */
  ticket: string | null;
}

interface Demo {
  password: string;
  users: readonly DemoUser[];
}

/** The accounts of a demo on this machine; the server puts them into the page. */
function readDemo(): Demo | null {
  const content = document.querySelector<HTMLMetaElement>('meta[name="docket-demo"]')?.content;
  return content ? (JSON.parse(content) as Demo) : null;
}

const OPENED_KEY = "demo-opened";

/** The ticket that the first sign-in of the demo opens on a wide screen; after that the app starts with the user's own view. */
export function firstTicket(user: DemoUser): string | null {
  if (!user.ticket || localStorage.getItem(OPENED_KEY) || matchMedia("(max-width: 47.99em)").matches) return null;
  localStorage.setItem(OPENED_KEY, user.ticket);
  return user.ticket;
}

/** On a demo: its sample users. A click signs in as one of them. */
export function DemoAccounts({ onChoose }: { onChoose(user: DemoUser, password: string): void }) {
  const t = useTexts();
  const demo = readDemo();
  if (!demo) return null;
  return (
    <section className={css.demo} aria-labelledby="demo-accounts">
      <h2 id="demo-accounts">{t("demo.title")}</h2>
      <p>{t("demo.text")}</p>
      <ul>
        {demo.users.map((user) => (
          <li key={user.username}>
            <button type="button" onClick={() => onChoose(user, demo.password)}>
              <Avatar name={user.name} size={32} />
              <span>
                <b>{user.name}</b>
                <small>{t(`roles.${user.role}`)}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
