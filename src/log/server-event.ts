/** Who it was about; every line of a session carries its id. */
interface OfSession {
	readonly session: string;
	readonly remote: string;
	readonly user?: string;
}

/** Everything that the server says about itself while it runs. Texts from clients are made printable by the sinks. */
export type ServerEvent =
	| {
			readonly kind: "listening";
			readonly mode: "explicit" | "implicit";
			readonly at: string;
	  }
	| {
			readonly kind: "certificate";
			readonly name: string;
			readonly sha256: string;
			readonly notAfterMs: number;
	  }
	| { readonly kind: "renewed"; readonly name: string; readonly why: string }
	| { readonly kind: "expiring"; readonly what: string; readonly fix: string }
	| {
			readonly kind: "stopping";
			readonly sessions: number;
			readonly graceMs: number;
	  }
	| { readonly kind: "stopped" }
	| { readonly kind: "reloaded"; readonly what: string }
	| {
			/** Files that were in the trash for long enough. */
			readonly kind: "trashEmptied";
			readonly files: number;
			readonly bytes: number;
	  }
	| { readonly kind: "problem"; readonly what: string; readonly fix?: string }
	| {
			readonly kind: "refused";
			readonly remote: string;
			readonly why: string;
			readonly setting?: string;
	  }
	/** Nobody may log in from there for a while, or, without an end, until somebody allows it again. */
	| {
			readonly kind: "banned";
			readonly remote: string;
			readonly why: string;
			readonly untilMs?: number;
	  }
	| { readonly kind: "unbanned"; readonly remote: string; readonly why: string }
	/** What was done to a user or a group, in words: "password changed". Never a secret. */
	| {
			readonly kind: "accountChanged";
			readonly account: string;
			readonly what: string;
			/** Who did it, where that is known: "the user", "the command line". */
			readonly by?: string;
	  }
	/** A log file takes lines again; this many are missing from it. */
	| { readonly kind: "lost"; readonly file: string; readonly lines: number }
	| ({
			readonly kind: "connected";
			readonly mode: "explicit" | "implicit";
	  } & OfSession)
	| ({
			readonly kind: "secured";
			readonly version: string;
			readonly cipher: string;
			readonly resumed: boolean;
			/** The client's own certificate, and whether it is trusted. */
			readonly client?: string;
	  } & OfSession)
	| ({ readonly kind: "command"; readonly line: string } & OfSession)
	| ({ readonly kind: "reply"; readonly line: string } & OfSession)
	| ({ readonly kind: "login" } & OfSession)
	| ({ readonly kind: "loginFailed"; readonly why: string } & OfSession)
	| ({
			readonly kind: "transfer";
			readonly direction: "upload" | "download" | "listing";
			readonly path: string;
			readonly bytes: number;
			readonly durationMs: number;
			readonly result: "complete" | "failed" | "aborted";
			readonly why?: string;
			readonly fix?: string;
			readonly tls: boolean;
			readonly resumed: boolean;
			/** It went as text (TYPE A); absent: as it is. */
			readonly ascii?: true;
	  } & OfSession)
	/** An administrator ended the transfer; the session lives on. */
	| ({ readonly kind: "stoppedTransfer"; readonly why: string } & OfSession)
	/** An administrator ended the session. */
	| ({ readonly kind: "kicked"; readonly why: string } & OfSession)
	| ({
			readonly kind: "warning";
			readonly what: string;
			readonly fix?: string;
	  } & OfSession)
	| ({ readonly kind: "disconnected"; readonly why: string } & OfSession);
