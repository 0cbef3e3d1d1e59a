/**
 * What a name comes down to when case, Unicode form and letters that nobody sees are left out: two names that some file
 * system takes for one give the same text. It also makes a few names alike that no file system does.
 *
 * @example foldName("Straße") === foldName("STRASSE")
 */
export function foldName(name: string): string {
	if (PLAIN.test(name)) return name.toLowerCase();
	return name
		.normalize("NFD")
		.replaceAll(UNSEEN, "")
		.toUpperCase()
		.toLowerCase()
		.normalize("NFC");
}

const PLAIN = /^[ -~]*$/;
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;
