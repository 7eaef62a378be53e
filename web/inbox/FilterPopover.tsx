import { Popover } from "@mantine/core";
import { type ReactNode, useState } from "react";
import styles from "./FilterBar.module.css";
import { FilterMenu, type FilterTarget } from "./FilterMenu.tsx";
import type { FilterField } from "./filter-fields.ts";

interface Props {
  inbox: FilterTarget;
  field?: FilterField | undefined;
  button: (toggle: () => void, isOpen: boolean) => ReactNode;
}

/** A button that opens the menu of filters, or of one filter. */
export function FilterPopover({ inbox, field, button }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-start"
      offset={4}
      width={288}
      shadow="md"
      trapFocus
      returnFocus
      withinPortal
    >
      <Popover.Target>{button(() => setOpen(!isOpen), isOpen) as never}</Popover.Target>
      <Popover.Dropdown p={0} className={styles.menu}>
        <FilterMenu inbox={inbox} field={field} onClose={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}
