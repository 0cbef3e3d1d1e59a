import { createHash } from "node:crypto";
import { directNeeds, idOf, type Package } from "./packages.ts";
import { RUNTIME_VERSION, type Target } from "./targets.ts";

/** What a bill of materials is made from. */
export interface BillParts {
	readonly version: string;
	readonly commit: string;
	/** RFC 3339; undefined when it is not known. */
	readonly time: string | undefined;
	/** The tree with package.json and bun.lock. */
	readonly tree: string;
	readonly inside: readonly Package[];
	/** The executables that it is for, with their checksums. */
	readonly executables: readonly {
		readonly file: string;
		readonly sha256: string;
		readonly target: Target;
	}[];
}

/**
 * The bill of materials of the executables: the packages inside, and for each target the runtime. The same parts give the
 * same text.
 *
 * @see CycloneDX 1.6, JSON
 */
export function billOfMaterials(parts: BillParts): string {
	const { commit, executables, inside, time, version } = parts;
	const own = `oceanftp@${version}`;
	const runtimes = runtimesOf(parts);
	const bill = {
		$schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
		bomFormat: "CycloneDX",
		specVersion: "1.6",
		version: 1,
		metadata: {
			...(time === undefined ? {} : { timestamp: time }),
			component: {
				type: "application",
				"bom-ref": own,
				name: "oceanftp",
				version,
				licenses: [{ license: { id: "MIT" } }],
				...(commit === "" ? {} : { properties: [property("commit", commit)] }),
				components: executables.map(({ file, sha256, target }) => ({
					type: "file",
					"bom-ref": file,
					name: file,
					hashes: [{ alg: "SHA-256", content: sha256 }],
					properties: [property("target", target.name)],
				})),
			},
		},
		components: [...inside.map(packageComponent), ...runtimes],
		dependencies: [
			{ ref: own, dependsOn: directNeeds(parts.tree, inside) },
			...executables.map(({ file, target }) => ({
				ref: file,
				dependsOn: [own, runtimeId(target)],
			})),
			...inside.map((each) => ({ ref: idOf(each), dependsOn: each.needs })),
			...runtimes.map((each) => ({ ref: each["bom-ref"], dependsOn: [] })),
		],
	};
	const serialNumber = `urn:uuid:${uuidOf(JSON.stringify(bill))}`;
	return `${JSON.stringify({ ...bill, serialNumber }, null, "\t")}\n`;
}

function runtimesOf({ executables }: BillParts): RuntimeComponent[] {
	return executables.map(({ target }) => ({
		type: "platform",
		"bom-ref": runtimeId(target),
		name: target.runtime,
		version: RUNTIME_VERSION,
		description: `The Bun runtime for ${target.name}; what it holds itself is told in LICENSES.txt`,
		hashes: [sha512Of(target.integrity)],
		licenses: [{ license: { id: "MIT" } }],
		purl: purlOf({ name: target.runtime, version: RUNTIME_VERSION }),
	}));
}

interface RuntimeComponent {
	readonly "bom-ref": string;
	readonly [field: string]: unknown;
}

function packageComponent(each: Package): object {
	return {
		type: "library",
		"bom-ref": idOf(each),
		name: each.name,
		version: each.version,
		hashes: [sha512Of(each.integrity)],
		licenses: [licenseOf(each.license)],
		purl: purlOf(each),
	};
}

function runtimeId(target: Target): string {
	return `${target.runtime}@${RUNTIME_VERSION}`;
}

/** One identifier, or an expression of several. */
function licenseOf(spdx: string): object {
	return /^[\w.+-]+$/.test(spdx)
		? { license: { id: spdx } }
		: { expression: spdx };
}

/** @example purlOf({ name: "@a/b", version: "1.0.0" }) // "pkg:npm/%40a/b@1.0.0" */
export function purlOf({
	name,
	version,
}: Pick<Package, "name" | "version">): string {
	return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

/** Lock files write base64, the bill hexadecimal. */
function sha512Of(integrity: string): object {
	const digest = Buffer.from(integrity.replace(/^sha512-/, ""), "base64");
	return { alg: "SHA-512", content: digest.toString("hex") };
}

function property(name: string, value: string): object {
	return { name: `oceanftp:${name}`, value };
}

/** An identifier that follows from the content, in the form of RFC 9562 §5.8. */
function uuidOf(text: string): string {
	const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	return bytes
		.toString("hex")
		.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
