import { childrenAs, type DerElement, latin1, TAG } from "../der/der.ts";
import type { CertificateName, NameKind } from "./names.ts";

/** Context tags of the forms that clients compare. */
const KINDS: Readonly<Record<number, NameKind>> = {
	129: "email",
	130: "dns",
	134: "uri",
	135: "ip",
};

/**
 * The names in a SubjectAltName that TLS clients compare; directory names and other forms are left out.
 * Texts are as they stand in the certificate: they may hold control characters, NUL above all, and must not be cut there.
 *
 * @see RFC 5280 §4.2.1.6
 */
export function readGeneralNames(
	names: DerElement,
): readonly CertificateName[] {
	return childrenAs(TAG.sequence, names).flatMap((name) => {
		const kind = KINDS[name.tag];
		const value =
			kind === "ip" ? addressOf(name.content) : latin1(name.content);
		return kind === undefined || value === undefined ? [] : [{ kind, value }];
	});
}

/** Four bytes as dotted IPv4, sixteen as shortened IPv6, else undefined. */
function addressOf(bytes: Uint8Array): string | undefined {
	if (bytes.length === 4) return bytes.join(".");
	if (bytes.length !== 16) return undefined;
	const groups = Array.from({ length: 8 }, (_, index) =>
		((bytes[index * 2] ?? 0) * 256 + (bytes[index * 2 + 1] ?? 0)).toString(16),
	);
	return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}
