import { Menu } from "@mantine/core";
import type { ReactNode } from "react";
import { IconButton } from "./IconButton.tsx";
import { MadeOnPress } from "./MadeOnPress.tsx";
import { tip } from "./tip.ts";

interface Props {
  label: string;
  icon: ReactNode;
  width?: number;
  /** Draws what is in it. */
  children(): ReactNode;
}

/** A button with an icon, and the menu below it. */
export function MenuOnPress({ label, icon, width, children }: Props) {
  return (
    <MadeOnPress
      plain={(press) => (
        <IconButton {...tip(label)} aria-haspopup="menu" aria-expanded={false} onClick={press}>
          {icon}
        </IconButton>
      )}
    >
      {() => (
        <Menu position="bottom-end" width={width} shadow="md">
          <Menu.Target>
            <IconButton {...tip(label)}>{icon}</IconButton>
          </Menu.Target>
          <Menu.Dropdown>{children()}</Menu.Dropdown>
        </Menu>
      )}
    </MadeOnPress>
  );
}
