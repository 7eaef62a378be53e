import { useActions } from "../lib/actions.ts";
import { signOut } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { LazyMenu } from "../ui/LazyMenu.tsx";
import { loadable } from "../ui/loadable.ts";
import { UserButton } from "./UserButton.tsx";

const list = loadable(async () => (await import("./UserMenuList.tsx")).UserMenuList);

/** The menu of the user: the theme, settings, and signing out. */
export function UserMenu({ isSmall = false }: { isSmall?: boolean }) {
  const t = useTexts();
  useActions([
    { id: "sign out", section: t("actions.account"), label: t("session.signOut"), run: () => void signOut() },
  ]);
  return <LazyMenu menu={list} props={{ isSmall }} plain={(open) => <UserButton isSmall={isSmall} onClick={open} />} />;
}
