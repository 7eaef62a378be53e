import { Menu } from "@mantine/core";
import type { KeyboardEvent, ReactNode } from "react";
import { fromFirst } from "./from-first.ts";
import { IconButton } from "./IconButton.tsx";
import { MadeOnPress } from "./MadeOnPress.tsx";
import { tip } from "./tip.ts";

interface Props {
  label: string;
  /** What its tooltip says, if that is shorter than its label. */
  words?: string;
  icon: ReactNode;
  width?: number;
  /** Draws what is in it. */
  children(): ReactNode;
}

/** Arrow keys open a menu, too. */
function openByArrow(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  event.currentTarget.click();
}

/** A button with an icon, and the menu below it. */
export function MenuOnPress({ label, words = label, icon, width, children }: Props) {
  const button = { ...tip(words), "aria-label": label, onKeyDown: openByArrow, children: icon };
  return (
    <MadeOnPress
      plain={(press) => <IconButton {...button} aria-haspopup="menu" aria-expanded={false} onClick={press} />}
    >
      {() => (
        <Menu {...fromFirst} position="bottom-end" width={width} shadow="md">
          <Menu.Target>
            <IconButton {...button} />
          </Menu.Target>
          <Menu.Dropdown>{children()}</Menu.Dropdown>
        </Menu>
      )}
    </MadeOnPress>
  );
}
