//! Lines in zstd frames that can each be read alone.

use std::io::Write;

use zstd::bulk::Compressor;
use zstd::zstd_safe::CParameter;

/// Bytes of lines in a frame, as in HPLT 4.0 (512 kB); a longer line has a frame of its own.
const FRAME: usize = 512 << 10;

/// Writes lines; every frame ends with a line.
pub(crate) struct FrameWriter<W: Write> {
    out: W,
    compressor: Compressor<'static>,
    lines: Vec<u8>,
}

impl<W: Write> FrameWriter<W> {
    /// `level` is zstd's.
    ///
    /// # Errors
    /// When there is no such level.
    pub(crate) fn new(out: W, level: i32) -> std::io::Result<Self> {
        let mut compressor = Compressor::new(level)?;
        compressor.set_parameter(CParameter::ChecksumFlag(true))?;
        Ok(Self {
            out,
            compressor,
            lines: Vec::new(),
        })
    }

    /// Adds whole lines, written by `write` at the end of what is given to it.
    ///
    /// # Errors
    /// Those of `write`, and when a frame cannot be written.
    pub(crate) fn lines<E: From<std::io::Error>>(
        &mut self,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        write(&mut self.lines)?;
        Ok(self.frames(FRAME)?)
    }

    /// Writes frames until fewer than so many bytes are left.
    fn frames(&mut self, least: usize) -> std::io::Result<()> {
        let mut start = 0;
        while start < self.lines.len() && self.lines.len() - start >= least {
            let left = &self.lines[start..];
            let within = &left[..left.len().min(FRAME)];
            let end = memchr::memrchr(b'\n', within)
                .or_else(|| memchr::memchr(b'\n', left))
                .map_or(left.len(), |end| end + 1);
            self.out
                .write_all(&self.compressor.compress(&left[..end])?)?;
            start += end;
        }
        self.lines.drain(..start);
        Ok(())
    }

    /// Writes what is left and gives the writer back.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn finish(mut self) -> std::io::Result<W> {
        self.frames(0)?;
        Ok(self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_can_be_read_alone() {
        let mut writer = FrameWriter::new(Vec::new(), 1).unwrap();
        let long = FRAME + 100;
        let lines: Vec<String> = (0..200)
            .map(|n| format!("{n} {}\n", "x".repeat(if n == 50 { long } else { n * 100 })))
            .collect();
        for line in &lines {
            writer
                .lines(|out| std::io::Write::write_all(out, line.as_bytes()))
                .unwrap();
        }
        let bytes = writer.finish().unwrap();
        let (mut at, mut read, mut frames) = (0, Vec::new(), 0);
        while at < bytes.len() {
            let size = zstd::zstd_safe::find_frame_compressed_size(&bytes[at..]).unwrap();
            let frame = zstd::bulk::decompress(&bytes[at..at + size], 2 * long).unwrap();
            assert!(frame.ends_with(b"\n"));
            assert!(frame.len() <= FRAME || frame.iter().filter(|b| **b == b'\n').count() == 1);
            read.extend(frame);
            (at, frames) = (at + size, frames + 1);
        }
        assert!(frames > 3);
        assert_eq!(read, lines.concat().into_bytes());
    }
}
