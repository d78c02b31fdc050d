import { describe, expect, it } from 'vitest';
import { isSoftware, nameOfAdapter, whyNoAdapter } from '../../../src-main/engine/tensor/webgpu/adapter.ts';

const adapter = (vendor: string, device: string, description: string) => ({
  vendor,
  device,
  description,
  architecture: '',
});

describe('an adapter', () => {
  it('that computes on the processor is known by its names too', () => {
    expect(isSoftware(adapter('mesa', 'llvmpipe (LLVM 15.0.6, 256 bits)', ''))).toBe(true);
    expect(isSoftware(adapter('microsoft', 'Microsoft Basic Render Driver', ''))).toBe(true);
    expect(isSoftware({ ...adapter('x', 'y', 'z'), isFallbackAdapter: true })).toBe(true);
    expect(isSoftware(adapter('nvidia', 'NVIDIA GeForce RTX 4070', 'NVIDIA: 550.120'))).toBe(false);
  });

  it('is named by vendor, device and driver, as far as it tells them', () => {
    expect(nameOfAdapter(adapter('amd', 'Radeon 780M', 'radv Mesa 24.0'))).toBe(
      'amd Radeon 780M (radv Mesa 24.0)',
    );
    expect(nameOfAdapter(adapter('apple', '', ''))).toBe('apple');
    expect(nameOfAdapter(adapter('', '', ''))).toBe('unnamed adapter');
  });

  it('that is not there is explained by what is missing', () => {
    expect(whyNoAdapter('linux', () => false)).toContain('apt install libvulkan1');
    expect(whyNoAdapter('linux', () => true)).toContain('mesa-vulkan-drivers');
    expect(whyNoAdapter('darwin')).toContain('Metal');
    expect(whyNoAdapter('win32')).toContain('Direct3D 12');
  });
});
