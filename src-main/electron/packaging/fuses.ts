import { FuseV1Options, FuseVersion, type FuseConfig } from '@electron/fuses';

/**
 * Switches burned into the packaged executable: nobody may make a plain Node of it (`ELECTRON_RUN_AS_NODE`,
 * `NODE_OPTIONS`, `--inspect`, SIGUSR1) or give it other code than its own, checked, archive. A fuse that a newer
 * Electron adds has to be decided on: all of them must be named.
 */
export const fuses: FuseConfig = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // Changing an executable breaks the signature without which Apple's processors refuse to run it.
  resetAdHocDarwinSignature: true,
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // Electron's own default: there is no snapshot of ours.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // Electron's own default: out-of-bounds checks of WASM by the processor, on which kernels run faster.
  [FuseV1Options.WasmTrapHandlers]: true,
};
