import "../lib/later-texts.ts";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";
import { Dialog } from "../ui/Dialog.tsx";
import css from "./Knowledge.module.css";
import { diffOf, textForDiff } from "./word-diff.ts";

interface ArticleText {
  title: string;
  html: string;
}

interface Props {
  title: string;
  before: ArticleText;
  after: ArticleText;
  /** Restores the older text. */
  onRestore(): void;
  onClose(): void;
}

const linesOf = ({ title, html }: ArticleText) => `${title}\n${textForDiff(html)}`;

/** The differences between two texts of an article. */
export function Compare({ title, before, after, onRestore, onClose }: Props) {
  const t = useTexts();
  const pieces = diffOf(linesOf(before), linesOf(after));
  return (
    <Dialog size="lg" title={title} onClose={onClose}>
      <Stack>
        {pieces.every(({ kind }) => kind === "same") && <Text size="sm">{t("knowledge.sameWords")}</Text>}
        <div className={css.diff} dir="auto">
          {pieces.map(({ kind, text }, at) => {
            const Tag = kind === "same" ? "span" : kind === "added" ? "ins" : "del";
            // the parts of a comparison do not change their order
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            return <Tag key={at}>{text}</Tag>;
          })}
        </div>
        <Group justify="flex-end">
          <Button onClick={onRestore}>{t("knowledge.restore")}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
