export type { ClientCertificate } from "./clients/client-certificate.ts";
export { readClientCertificate } from "./clients/client-certificate.ts";
export type { ClientVerdict } from "./clients/client-path.ts";
export { checkClientPath } from "./clients/client-path.ts";
export type { ClientTrust, TrustFile } from "./clients/client-trust.ts";
export { readClientTrust } from "./clients/client-trust.ts";
export type { ContainerOpening } from "./containers/containers.ts";
export { openContainers } from "./containers/containers.ts";
export type { Exported, ExportOptions } from "./containers/export.ts";
export type { Found, NamedBytes } from "./containers/file-contents.ts";
export { contentsOf } from "./containers/file-contents.ts";
export type { Identified } from "./containers/identify.ts";
export { fingerprint, sha256Hex, shortHash } from "./der/digest.ts";
export type { PemBlock, PemContent, PemFault } from "./der/pem.ts";
export { encodePem, splitPem } from "./der/pem.ts";
export type { SignatureHash, SignatureScheme } from "./der/signature-scheme.ts";
export type { SignatureCheck } from "./der/signed-structure.ts";
export type { CertificateFacts } from "./facts/certificate-facts.ts";
export { readCertificate } from "./facts/certificate-facts.ts";
export {
	checkCertificateName,
	isCertificateName,
	nameFromFile,
} from "./facts/certificate-name.ts";
export type { RequestFacts } from "./facts/certificate-request.ts";
export type { ExpiryStage } from "./facts/expiry-warning.ts";
export { expiryWarning } from "./facts/expiry-warning.ts";
export type { Finding, FindingCode } from "./facts/findings.ts";
export { SOON_MS } from "./facts/findings.ts";
export type { LocalMachine } from "./facts/local-names.ts";
export { localNames } from "./facts/local-names.ts";
export type { CertificateName, NameKind } from "./facts/names.ts";
export {
	commonNameFor,
	distinctNames,
	formatName,
	parseName,
	parseNames,
} from "./facts/names.ts";
export type { PublicKeyFacts } from "./facts/public-key.ts";
export { describePublicKey } from "./facts/public-key.ts";
export { distanceText, wholeDays } from "./facts/sentences.ts";
export type { Subject } from "./facts/subject.ts";
export { checkSubject } from "./facts/subject.ts";
export type { ImportPlan, ImportWish } from "./import/import-plan.ts";
export type {
	DerivationWish,
	KeyDerivation,
	KeyEncryption,
	KeyInput,
	KeyMaterial,
	KeyReading,
} from "./keys/key-material.ts";
export type { KeyAlgorithm, KeyAlgorithmFacts } from "./keys/keys.ts";
export { generateKey, KEY_ALGORITHMS, parseKeyAlgorithm } from "./keys/keys.ts";
export type { CertificateWish } from "./making/create-certificate.ts";
export { MOST_DAYS, makeCertificate } from "./making/create-certificate.ts";
export type { Renewal, RenewOptions } from "./making/renew.ts";
export type { RenewalFacts, RenewalReason } from "./making/renewal-due.ts";
export {
	isOwnSelfSigned,
	renewalDue,
	renewalNames,
} from "./making/renewal-due.ts";
export type { RequestOptions } from "./making/request.ts";
export type { CheckOptions, CheckResult } from "./store/check.ts";
export { checkServable } from "./store/check-servable.ts";
export type {
	InspectedKey,
	Inspection,
	InspectionParts,
} from "./store/inspect.ts";
export { inspectChain, inspectFiles } from "./store/inspect.ts";
export type { CertificateFile, LoadOptions } from "./store/load-pair.ts";
export type {
	CertificateStore,
	Force,
	StoredCertificate,
} from "./store/store.ts";
export { openCertificateStore } from "./store/store.ts";
export type { DefaultChoice, StoreParts } from "./store/store-parts.ts";
