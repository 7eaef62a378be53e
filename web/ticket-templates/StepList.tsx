import "../lib/later-texts.ts";
import { ActionIcon, Button, Group, Stack, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, useRef } from "react";
import { flushSync } from "react-dom";
import { MAX_STEP_LENGTH, MAX_STEPS } from "../../wire/template-words.ts";
import { useTexts } from "../lib/texts.ts";

interface Props {
  steps: readonly string[];
  onChange(steps: string[]): void;
}

/** The steps of a checklist as lines: Enter adds one, Backspace in an empty one removes it, Alt and an arrow move it. */
export function StepList({ steps, onChange }: Props) {
  const t = useTexts();
  const list = useRef<HTMLDivElement>(null);
  const change = (next: string[], at: number) => {
    // the next keys belong to the new line, however fast someone types
    flushSync(() => onChange(next));
    list.current?.querySelectorAll("input")[Math.max(0, at)]?.focus();
  };
  const add = (at: number) => {
    if (steps.length < MAX_STEPS) change(steps.toSpliced(at, 0, ""), at);
  };
  const move = (at: number, by: number) => {
    const to = at + by;
    if (to >= 0 && to < steps.length) change(steps.toSpliced(at, 1).toSpliced(to, 0, steps[at]!), to);
  };
  const remove = (at: number) => change(steps.toSpliced(at, 1), at - 1);
  return (
    <Stack gap={4} ref={list} role="group" aria-label={t("checklist.title")}>
      {steps.map((step, at) => (
        <StepLine
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is edited in its place
          key={at}
          at={at}
          step={step}
          isLast={at === steps.length - 1}
          onText={(text) => onChange(steps.with(at, text))}
          onAdd={() => add(at + 1)}
          onMove={(by) => move(at, by)}
          onRemove={() => remove(at)}
        />
      ))}
      <Group>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={steps.length >= MAX_STEPS}
          onClick={() => add(steps.length)}
        >
          {t("checklist.add")}
        </Button>
      </Group>
    </Stack>
  );
}

interface LineProps {
  at: number;
  step: string;
  isLast: boolean;
  onText(text: string): void;
  onAdd(): void;
  onMove(by: number): void;
  onRemove(): void;
}

function StepLine({ at, step, isLast, onText, onAdd, onMove, onRemove }: LineProps) {
  const t = useTexts();
  const onKeyDown = (event: KeyboardEvent) => {
    const isMove = event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown");
    const isEmpty = step === "" && event.key === "Backspace";
    const isEnter = event.key === "Enter" && !event.ctrlKey && !event.metaKey;
    if (!isMove && !isEmpty && !isEnter) return;
    event.preventDefault();
    if (isMove) onMove(event.key === "ArrowUp" ? -1 : 1);
    else if (isEmpty) onRemove();
    else onAdd();
  };
  const number = at + 1;
  return (
    <Group gap={2} wrap="nowrap">
      <TextInput
        flex={1}
        aria-label={t("checklist.step", { number })}
        maxLength={MAX_STEP_LENGTH}
        value={step}
        onChange={({ currentTarget: { value } }) => onText(value)}
        onKeyDown={onKeyDown}
      />
      <ActionIcon aria-label={t("checklist.up", { number })} disabled={at === 0} onClick={() => onMove(-1)}>
        <IconArrowUp size={14} aria-hidden />
      </ActionIcon>
      <ActionIcon aria-label={t("checklist.down", { number })} disabled={isLast} onClick={() => onMove(1)}>
        <IconArrowDown size={14} aria-hidden />
      </ActionIcon>
      <ActionIcon aria-label={t("checklist.remove", { number })} onClick={onRemove}>
        <IconX size={14} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
