import "../lib/later-texts.ts";
import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "../lib/texts.ts";
import { ItemList } from "../ui/ItemList.tsx";

interface Props<Item> {
  items: readonly Item[];
  children(item: Item): ReactNode;
}

/** Items by folder, each folder under its heading. */
export function Folders<Item extends { folder: string }>({ items, children }: Props<Item>) {
  const t = useTexts();
  const folders = [...new Set(items.map(({ folder }) => folder))];
  return folders.map((folder) => (
    <section key={folder} aria-label={folder || t("macros.noFolder")}>
      <Title order={3} size="sm">
        {folder.replaceAll("/", " › ") || t("macros.noFolder")}
      </Title>
      <ItemList>{items.filter((item) => item.folder === folder).map(children)}</ItemList>
    </section>
  ));
}
