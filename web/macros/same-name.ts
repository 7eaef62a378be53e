interface Named {
  id: string;
  name: string;
}

const normalized = (name: string) => name.trim().toLocaleLowerCase();

/** Whether another item of the list has this name. */
export const hasSameName = (items: readonly Named[], name: string, own: string | null): boolean =>
  normalized(name) !== "" && items.some((each) => each.id !== own && normalized(each.name) === normalized(name));
