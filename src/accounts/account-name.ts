const NAME = /^[A-Za-z0-9._@-]{1,64}$/;
/** Names that Windows keeps for devices, with any extension: a home folder cannot bear them. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/**
 * Says why a text cannot be an account's name, or undefined when it can.
 *
 * @example accountNameFault("alice") === undefined
 * @example accountNameFault("con") === "it is the name of a Windows device"
 */
export function accountNameFault(name: string): string | undefined {
	if (!NAME.test(name)) {
		return "it must be 1 to 64 letters, digits or the signs . _ @ -";
	}
	if (name === "." || name === "..") return "it means a folder, not a name";
	if (DEVICE.test(name)) return "it is the name of a Windows device";
	return undefined;
}

/** The form in which names are compared: letter case does not tell accounts apart. */
export function accountKey(name: string): string {
	return name.toLowerCase();
}
