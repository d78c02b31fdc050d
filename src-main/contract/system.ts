import type { ErrorPayload } from './errors.ts';

/** Engines that are not part of the app: a user may install them. */
export const installedEngines = ['cuda', 'native', 'webgpu'] as const;
export type InstalledEngine = (typeof installedEngines)[number];

/** An engine of this machine: there, or why not. */
export interface EngineStatus {
  readonly kind: InstalledEngine | 'embedded' | 'javascript';
  readonly name: string;
  readonly available: boolean;
  /** Variant and version where it is there; what is missing and how to get it where not. */
  readonly detail: string;
}

/** An engine that is no part of the app, as far as its files go. */
export interface EngineInstallation {
  readonly kind: InstalledEngine;
  /** Why this platform has none, with what to use instead; null where it may be installed. */
  readonly refusal: string | null;
  /** Of its packages; null where it is not installed. */
  readonly versions: Readonly<Record<string, string>> | null;
  /** How far its installation is; `total` is null where that is not known. */
  readonly installing: {
    readonly what: string;
    readonly bytes: number;
    readonly total: number | null;
  } | null;
  /** Why the last attempt failed. */
  readonly error: ErrorPayload | null;
}

export interface SystemInfo {
  readonly version: string;
  readonly dataDirectory: string;
  readonly databaseBytes: number;
  readonly node: string;
  readonly os: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly freeDiskBytes: number | null;
  readonly runCount: number;
  readonly trashCount: number;
  readonly readOnly: boolean;
}

/** A finding of `descent doctor`. */
export interface DoctorCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface DoctorReport {
  readonly ok: boolean;
  readonly checks: readonly DoctorCheck[];
  readonly engines: readonly EngineStatus[];
}

/** Bottom-bar figures. Null where this machine does not tell. */
export interface SystemLoad {
  readonly cpuPercent: number | null;
  readonly memoryUsedBytes: number;
  readonly memoryTotalBytes: number;
  readonly freeDiskBytes: number | null;
  readonly running: number;
  readonly waiting: number;
  /** Why nothing can be written at this moment, such as a full disk: trainings wait until it is over. */
  readonly storageError: ErrorPayload | null;
}
