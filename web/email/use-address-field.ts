import { useCombobox } from "@mantine/core";
import { type ChangeEvent, type ClipboardEvent, type KeyboardEvent, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { usePicking } from "../ui/use-picking.ts";
import { type Addressee, keepPicked } from "./addressees.ts";
import { addressesIn, isAddress, isFinished } from "./typed-addresses.ts";
import { useAddressees } from "./use-addressees.ts";

export interface Addresses {
  value: readonly string[];
  onChange(addresses: string[]): void;
  /** Addresses that get the email already, so that they are not offered. */
  taken?: readonly string[];
  /** Who is offered before anything is typed, with the contacts of the company. */
  people?: readonly Addressee[];
  company?: string | null;
}

/** What is typed until it becomes addresses. */
function useTyping({ value, onChange }: Addresses) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState("");
  const add = (addresses: readonly string[]) => {
    const isNew = (address: string) => !value.some((each) => each.toLowerCase() === address.toLowerCase());
    const more = addresses.filter(isNew);
    if (more.length > 0) onChange([...value, ...more]);
  };
  /** Turns the text into addresses; the rest stays to be corrected. */
  const finish = (typedText: string) => {
    const { addresses, rest } = addressesIn(typedText);
    add(addresses);
    setText(rest);
    setWrong(rest);
  };
  return {
    text,
    wrong,
    finish,
    take(address: string) {
      add([address]);
      setText("");
      setWrong("");
    },
    change(next: string) {
      setWrong("");
      if (isFinished(next)) finish(next);
      else setText(next);
    },
  };
}

/** A field for addresses: what is typed and pasted, and the people offered for it. */
export function useAddressField(props: Addresses) {
  const { value, onChange, taken = [], people = [], company = null } = props;
  const [isOpen, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const typing = useTyping(props);
  const { text } = typing;
  const { found, isStale } = useAddressees({ text, isOpen, company, people, without: [...value, ...taken] });
  // an open list keeps Escape to itself, so that an empty one must not be open
  const combobox = useCombobox({ opened: isOpen && found.length > 0, onOpenedChange: setOpen });
  const take = (address: string) => {
    const person = found.find((each) => each.address === address);
    if (person) keepPicked(person);
    typing.take(address);
    setOpen(false);
    input.current?.focus();
  };
  const isShown = isOpen && (found.length > 0 || isStale);
  const choices = choicesOf(found, text);
  const picking = usePicking({ combobox, choices, text, isOpen: isShown, isFound: "in order", isStale, take });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Backspace" && text === "") onChange(value.slice(0, -1));
    if (event.key === "Tab" && text && isOpen && !isStale) combobox.clickSelectedOption();
    if (!finishByKey(event, typing)) picking.keys.onKeyDown(event);
  };
  const handlers = fieldHandlers(typing, value.length === 0, setOpen);
  return {
    combobox,
    take,
    wrong: typing.wrong,
    listed: picking.listed,
    idOf: picking.idOf,
    input: { ...picking.keys, ...handlers, onKeyDown, ref: input, value: text },
  };
}

// Enter takes a typed address instead of marking someone
const choicesOf = (people: readonly Addressee[], text: string) =>
  people.map(({ address, name }) => ({
    value: address,
    label: name || address,
    ...(name && { hint: address }),
    isRisky: addressesIn(text).addresses.length > 0,
  }));

/** Enter ends an address. With Ctrl, it sends, so that the text has to be an address before that. */
function finishByKey(event: KeyboardEvent, { text, finish }: ReturnType<typeof useTyping>): boolean {
  const isShortcut = event.ctrlKey || event.metaKey;
  if (event.key !== "Enter" || !text || !(isShortcut || isAddress(text.trim()))) return false;
  flushSync(() => finish(text));
  if (!isShortcut) event.preventDefault();
  return true;
}

const fieldHandlers = (
  { text, change, finish }: ReturnType<typeof useTyping>,
  isEmpty: boolean,
  setOpen: (isOpen: boolean) => void,
) => ({
  onChange({ currentTarget: { value } }: ChangeEvent<HTMLInputElement>) {
    setOpen(true);
    change(value);
  },
  onPaste(event: ClipboardEvent) {
    const whole = text + event.clipboardData.getData("text/plain");
    if (addressesIn(whole).addresses.length === 0) return;
    event.preventDefault();
    finish(whole);
  },
  // Tab goes past a field that has recipients without showing more
  onFocus: () => isEmpty && setOpen(true),
  onClick: () => setOpen(true),
  onBlur() {
    setOpen(false);
    if (text) finish(text);
  },
});
