/** Objects that know exactly the members they were given, as a host does: anything else throws. */

/** A type without what makes it callable: the vendor's types let objects be called, which they cannot. */
export type Members<Type> = { [Key in keyof Type]: Type[Key] };

export function strict<Type>(kind: string, members: Partial<Members<Type>>): Type {
  return new Proxy(members, {
    get(target, name) {
      if (typeof name === "symbol" || name === "then") return Reflect.get(target, name); // awaiting asks for `then`
      if (!(name in target)) throw new Error(`${kind}.${name} is not there`);
      return Reflect.get(target, name);
    },
    set(_, name) {
      throw new Error(`${kind}.${String(name)} cannot be set`);
    },
  }) as Type;
}
