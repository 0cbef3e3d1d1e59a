import type { Secret } from "../../base/index.ts";
import { fingerprint } from "../../certificates/index.ts";
import type { Answer } from "../output.ts";
import type { ShareWish } from "./wish.ts";

/** All that somebody needs to use a share. */
export interface ShareFacts {
	readonly folder: string;
	/** At least one. */
	readonly urls: readonly string[];
	readonly password: Secret;
	/** Of the certificate. */
	readonly sha256: string;
	readonly wish: ShareWish;
	/** Milliseconds since 1970 UTC; undefined: no time is set. */
	readonly endsAtMs: number | undefined;
	/** Lines of the QR code; none when nobody asked. */
	readonly qrCode: readonly string[];
}

/** What `share` prints when it listens. */
export function shareAnswer(facts: ShareFacts): Answer {
	const { endsAtMs, folder, password, sha256, urls, wish } = facts;
	const ends =
		endsAtMs === undefined ? undefined : new Date(endsAtMs).toISOString();
	const curl = curlLine(urls[0] ?? "", wish.user);
	return {
		lines: [
			`Sharing        ${folder}, ${wish.mayWrite ? "to read and write" : "to read"}`,
			...urls.map((url, index) =>
				index === 0 ? `Address        ${url}` : `               ${url}`,
			),
			`User           ${wish.user}`,
			`Password       ${password.reveal()}`,
			`SHA-256        ${fingerprint(sha256)}`,
			`Ends           ${endings(wish, ends).join("; ")}`,
			`Try            ${curl}`,
			...facts.qrCode,
		],
		document: {
			schema: "oceanftp.share/1",
			folder,
			write: wish.mayWrite,
			urls,
			user: wish.user,
			password: password.reveal(),
			sha256,
			ends: ends ?? null,
			once: wish.once,
			maxLogins: wish.mostLogins ?? null,
			curl,
		},
	};
}

function endings(wish: ShareWish, at: string | undefined): string[] {
	return [
		...(at === undefined ? [] : [`at ${at}`]),
		...(wish.once ? ["after the first session that moves a whole file"] : []),
		...(wish.mostLogins === undefined
			? []
			: [`when the last of ${wish.mostLogins} logins is gone`]),
		"at Ctrl-C",
	];
}

/** curl writes explicit TLS as ftp:// and a flag. */
function curlLine(url: string, user: string): string {
	const plain = url.replace(/^ftpes:/, "ftp:");
	return `curl -k --ssl-reqd --user ${user} ${plain}/`;
}
