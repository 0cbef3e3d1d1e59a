import { accountNameFault } from "../../accounts/index.ts";
import { OperatorError } from "../../base/index.ts";
import { type CertificateName, parseNames } from "../../certificates/index.ts";
import {
	type ChosenSettings,
	loadSettings,
	type SettingValue,
} from "../../config/index.ts";
import type { DataFolderChoice } from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import { configSources } from "../load-config.ts";
import { type GivenPassword, PASSWORD_ARGS } from "../read-password.ts";

/** All that `init` is to make. */
export interface InitWish {
	readonly chosen: ChosenSettings;
	/** Undefined: this machine's own. */
	readonly certificateNames: readonly CertificateName[] | undefined;
	/** Undefined: the usual first user, when there is none at all. */
	readonly user: string | undefined;
	/** Undefined: by the flags, or asked for. */
	readonly password: GivenPassword | undefined;
}

/** What may be said about a server before it is there, as typed. */
export interface InitAnswers {
	/** By flag. */
	readonly flags: ReadonlyMap<string, string>;
	readonly hosts: readonly string[];
	readonly explicitPort?: number;
	readonly implicitPort?: number | "off";
	readonly certificateNames: readonly string[];
	readonly user: string | undefined;
	readonly password: GivenPassword | undefined;
}

/** Whether a flag says anything about what is to be made: then there is nothing to ask. */
export function hasAnswers({ input }: Pick<Invocation, "input">): boolean {
	const values = ["root", "port", "implicit-port", "passive-ports"];
	return (
		[...values, "passive-host", "host", "user", "cert-names"].some(
			(flag) => input.values(flag).length > 0,
		) ||
		Object.keys(PASSWORD_ARGS).some(
			(flag) => input.has(flag) || input.value(flag) !== undefined,
		)
	);
}

/** The answers that the flags give. */
export async function flagAnswers(
	invocation: Invocation,
): Promise<InitAnswers> {
	const { input } = invocation;
	const { flags, listen } = await configSources(invocation, undefined, {
		isFileIgnored: true,
	});
	return {
		flags,
		...listen,
		certificateNames: input.values("cert-names"),
		user: input.value("user"),
		password: undefined,
	};
}

/**
 * Checks the answers with the same eyes as the server would.
 *
 * @throws {OperatorError} config.type naming the flag, config.conflict, usage.invalid
 */
export async function wishFrom(
	{ files }: Pick<Invocation, "files">,
	choice: Pick<DataFolderChoice, "kind" | "path">,
	answers: InitAnswers,
): Promise<InitWish> {
	const { certificateNames, flags, password, user } = answers;
	const fault = user === undefined ? undefined : accountNameFault(user);
	if (fault !== undefined) {
		throw new OperatorError(
			"usage.invalid",
			`"${user}" cannot be a user's name.`,
			{ why: fault },
		);
	}
	const { explicitPort, hosts, implicitPort } = answers;
	const isListening =
		hosts.length > 0 ||
		explicitPort !== undefined ||
		implicitPort !== undefined;
	const { raw, settings } = await loadSettings({
		env: {},
		flags,
		listen: {
			hosts,
			...(explicitPort === undefined ? {} : { explicitPort }),
			...(implicitPort === undefined ? {} : { implicitPort }),
		},
		readFile: async () => undefined,
		resolvePath: (path) => path,
	});
	const values = new Map<string, SettingValue>();
	const root = rootFor(raw.root, choice, files);
	if (root !== undefined) values.set("root", root);
	const { host, ports } = raw.passive;
	if (ports !== undefined) values.set("passive.ports", ports);
	if (host !== undefined) values.set("passive.host", host);
	return {
		chosen: {
			values,
			listen: isListening
				? settings.listen.map(({ host: at, mode, port }) => ({
						mode,
						...(at === undefined ? {} : { host: at }),
						...(port === undefined ? {} : { port }),
					}))
				: [],
		},
		certificateNames:
			certificateNames.length === 0 ? undefined : parseNames(certificateNames),
		user,
		password,
	};
}

/** A stick has no fixed place, so nothing absolute may stand in its configuration. */
function rootFor(
	root: string | undefined,
	{ kind, path }: Pick<DataFolderChoice, "kind" | "path">,
	files: Invocation["files"],
): string | undefined {
	if (root === undefined) return undefined;
	if (kind !== "portable") return files.resolve(root);
	const isRelative =
		files.resolve(path, root) !== files.resolve(files.above(path), root);
	if (isRelative) return root;
	throw new OperatorError(
		"usage.invalid",
		`--root cannot be ${root} on a stick.`,
		{
			why: "it would be another folder, or none, on the next machine",
			fix: `name it as seen from ${path}, as in --root ../photos`,
		},
	);
}
