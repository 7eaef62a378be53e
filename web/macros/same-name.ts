interface WithName {
  id: string;
  name: string;
}

const normalize = (name: string) => name.trim().toLocaleLowerCase();

/** Whether another item of the list has this name. */
export const hasSameName = (items: readonly WithName[], name: string, own: string | null): boolean =>
  normalize(name) !== "" && items.some((each) => each.id !== own && normalize(each.name) === normalize(name));
