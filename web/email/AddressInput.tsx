import "../lib/later-texts.ts";
import { Combobox, Pill, PillsInput } from "@mantine/core";
import { useId } from "react";
import { useTexts } from "../lib/texts.ts";
import { Options } from "../ui/Options.tsx";
import css from "./AddressInput.module.css";
import { nameOfPicked } from "./addressees.ts";
import { type Addresses, useAddressField } from "./use-address-field.ts";

interface Props extends Addresses {
  /** To, Cc or Bcc. */
  label: string;
  /** The desk's names for the people at these addresses. */
  nameOf(address: string): string | undefined;
  placeholder?: string;
  autoFocus?: boolean;
  /** Drawn with a border, like a field of a form. */
  isField?: boolean;
}

/** Addresses as chips: typed, pasted, or picked from contacts; Backspace removes the last one. */
export function AddressInput(props: Props) {
  const { label, value, nameOf, onChange, placeholder, autoFocus, isField = false } = props;
  const t = useTexts();
  const id = useId();
  const field = useAddressField(props);
  const labelOf = (address: string) => nameOf(address) || nameOfPicked(address) || address;
  return (
    <div className={css.row}>
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      <Combobox store={field.combobox} onOptionSubmit={field.take} shadow="md">
        <Combobox.DropdownTarget>
          <PillsInput
            id={id}
            className={css.field}
            classNames={isField ? {} : { input: css.input! }}
            size="xs"
            variant={isField ? "default" : "unstyled"}
            error={field.wrong && t("email.notAnAddress", { text: field.wrong })}
          >
            <Pill.Group>
              {value.map((address) => (
                <AddressPill
                  key={address}
                  address={address}
                  name={labelOf(address)}
                  onRemove={() => onChange(value.filter((each) => each !== address))}
                />
              ))}
              <Combobox.EventsTarget withExpandedAttribute>
                <PillsInput.Field
                  id={id}
                  className={css.typed}
                  data-address
                  autoComplete="off"
                  autoFocus={autoFocus}
                  data-autofocus={autoFocus || undefined}
                  placeholder={value.length === 0 ? placeholder : undefined}
                  {...field.input}
                />
              </Combobox.EventsTarget>
            </Pill.Group>
          </PillsInput>
        </Combobox.DropdownTarget>
        <Combobox.Dropdown>
          <Options label={label} choices={field.listed} idOf={field.idOf} />
        </Combobox.Dropdown>
      </Combobox>
    </div>
  );
}

interface PillProps {
  address: string;
  name: string;
  onRemove(): void;
}

function AddressPill({ address, name, onRemove }: PillProps) {
  const t = useTexts();
  return (
    <Pill
      size="sm"
      className={css.pill}
      withRemoveButton
      onRemove={onRemove}
      title={address}
      removeButtonProps={{
        "aria-hidden": false,
        tabIndex: 0,
        "aria-label": t("email.removeRecipient", { name }),
      }}
    >
      {name}
    </Pill>
  );
}
