const DEVICE_NAME =
	/^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

/**
 * Whether every system takes the name for just that name. Windows is the strict one: no separator, drive, stream or wildcard,
 * no device, no control character, and no dot or space at the end, which it
 * drops in silence.
 *
 * @example isPortableName("nul.txt") === false
 */
export function isPortableName(name: string): boolean {
	if (/[\\:*?"<>|]|[. ]$/.test(name) || DEVICE_NAME.test(name)) return false;
	return ![...name].some((character) => character < " ");
}
