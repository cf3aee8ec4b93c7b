//! Reading a model file: the header and the hash first, then the content that the header describes.

use std::{
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom, Write},
    path::Path,
};

use crate::{
    blocks::Blocks,
    container::{
        header::{FILE_LIMIT, HASH, HEADER_LIMIT, Header, MAGIC, PREAMBLE, VERSION},
        parts::{FilePart, check, content_length},
    },
    encoder::weights::{Layer, Weights},
    error::ModelError,
    info::ModelInfo,
    kernels::{attention::Heads, product::Matrix, rows::Norm},
    tokenizer::vocabulary::Vocabulary,
};

/// What to do about a file that was imported and cannot be used.
pub(crate) const AGAIN: &str = "import the model again";
/// What to do about a file that is being imported and cannot be used.
pub(crate) const ELSEWHERE: &str = "download it again, or import the model in another form";
/// Bytes that are hashed at a time.
const STEP: usize = 1 << 16;

/// A model file whose header and hash are correct, positioned after the header.
pub(crate) struct ModelFile<'a> {
    path: &'a Path,
    remedy: &'static str,
    file: BufReader<File>,
    pub(crate) header: Header,
    pub(crate) info: ModelInfo,
}

impl<'a> ModelFile<'a> {
    /// Opens a file and checks header, length and hash. Errors end with `remedy`.
    pub(crate) fn open(path: &'a Path, remedy: &'static str) -> Result<ModelFile<'a>, ModelError> {
        let io = ModelError::io(path);
        let unusable = unusable(path, remedy);
        let mut file = File::open(path).map_err(&io)?;
        let metadata = file.metadata().map_err(&io)?;
        if !metadata.is_file() {
            return Err(unusable("it is not a file".to_owned()));
        }
        let length = metadata.len();
        if length > FILE_LIMIT {
            return Err(unusable(format!("it has {length} bytes, more than the limit of {FILE_LIMIT}")));
        }
        let (header, start) = read_header(&mut file, length).map_err(&unusable)?;
        let checksum = hash(&mut file, length).map_err(&io)?;
        let checksum = checksum.ok_or_else(|| unusable("its content does not match its hash".to_owned()))?;
        file.seek(SeekFrom::Start(start)).map_err(&io)?;
        let info = ModelInfo {
            name: header.name.clone(),
            dimensions: header.shape.hidden,
            layers: header.shape.layers,
            vocabulary: header.shape.pieces,
            max_tokens: header.shape.positions,
            license: header.license.clone(),
            checksum,
            bytes: length,
        };
        Ok(ModelFile { path, remedy, file: BufReader::with_capacity(STEP, file), header, info })
    }

    /// Reads the vocabulary, which comes first.
    pub(crate) fn vocabulary(&mut self) -> Result<Vocabulary, ModelError> {
        let header = self.header.clone();
        let mut take = |count: usize| self.bytes(count);
        let vocabulary = Vocabulary::read(&header, &mut take)?;
        vocabulary.map_err(|reason| self.unusable(reason))
    }

    /// Reads the weights, which follow.
    pub(crate) fn weights(&mut self) -> Result<Weights, ModelError> {
        let shape = self.header.shape;
        let words = self.words()?;
        Ok(Weights {
            hidden: shape.hidden,
            heads: Heads { count: shape.heads, width: shape.hidden / shape.heads },
            words,
            positions: self.floats(FilePart::Positions)?,
            norm: self.norm(FilePart::NormWeights, FilePart::NormBias)?,
            layers: (0..shape.layers).map(|layer| self.layer(layer)).collect::<Result<_, _>>()?,
        })
    }

    /// Writes the bytes of the next part to `out`.
    pub(crate) fn copy(&mut self, part: FilePart, out: &mut dyn Write) -> Result<(), ModelError> {
        let mut row = vec![0; part.row_bytes(&self.header)];
        for _ in 0..part.size(&self.header).0 {
            self.file
                .read_exact(&mut row)
                .and_then(|()| out.write_all(&row))
                .map_err(ModelError::io(self.path))?;
        }
        Ok(())
    }

    fn layer(&mut self, layer: usize) -> Result<Layer, ModelError> {
        Ok(Layer {
            projection: self.matrix(FilePart::Projection(layer), FilePart::ProjectionBias(layer))?,
            output: self.matrix(FilePart::Output(layer), FilePart::OutputBias(layer))?,
            attention_norm: self
                .norm(FilePart::AttentionNormWeights(layer), FilePart::AttentionNormBias(layer))?,
            widening: self.matrix(FilePart::Widening(layer), FilePart::WideningBias(layer))?,
            narrowing: self.matrix(FilePart::Narrowing(layer), FilePart::NarrowingBias(layer))?,
            norm: self.norm(FilePart::LayerNormWeights(layer), FilePart::LayerNormBias(layer))?,
        })
    }

    fn words(&mut self) -> Result<Blocks, ModelError> {
        let (rows, width) = FilePart::Words.size(&self.header);
        let coding = self.header.words;
        let bytes = self.bytes(rows * coding.row_bytes(width))?;
        if !coding.is_finite(&bytes) {
            return Err(self.not_finite());
        }
        Ok(Blocks::new(coding, width, bytes))
    }

    fn matrix(&mut self, part: FilePart, bias: FilePart) -> Result<Matrix, ModelError> {
        let (columns, inner) = part.size(&self.header);
        let coding = self.header.matrices;
        let mut matrix = Matrix::zeros(columns, inner);
        let mut column_bytes = vec![0; coding.row_bytes(inner)];
        let mut weights = vec![0.0; inner];
        for column in 0..columns {
            self.file.read_exact(&mut column_bytes).map_err(ModelError::io(self.path))?;
            if !coding.is_finite(&column_bytes) {
                return Err(self.not_finite());
            }
            coding.decode(&column_bytes, &mut weights);
            matrix.set_column(column, &weights);
        }
        matrix.set_bias(&self.floats(bias)?);
        Ok(matrix)
    }

    fn norm(&mut self, weights: FilePart, bias: FilePart) -> Result<Norm, ModelError> {
        let epsilon = self.header.shape.epsilon;
        Ok(Norm { weights: self.floats(weights)?, bias: self.floats(bias)?, epsilon })
    }

    fn floats(&mut self, part: FilePart) -> Result<Vec<f32>, ModelError> {
        let (rows, width) = part.size(&self.header);
        let bytes = self.bytes(rows * width * size_of::<f32>())?;
        let floats: Vec<f32> = bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        if !floats.iter().all(|float| float.abs() < 1e6) {
            return Err(self.not_finite());
        }
        Ok(floats)
    }

    fn bytes(&mut self, count: usize) -> Result<Vec<u8>, ModelError> {
        let mut bytes = vec![0; count];
        self.file.read_exact(&mut bytes).map_err(ModelError::io(self.path))?;
        Ok(bytes)
    }

    /// Returns an error that names the file and says what to do.
    pub(crate) fn unusable(&self, reason: String) -> ModelError {
        unusable(self.path, self.remedy)(reason)
    }

    fn not_finite(&self) -> ModelError {
        self.unusable("some of its weights are not finite numbers below a million".to_owned())
    }
}

/// Returns a function that turns a reason into an error that says what to do.
fn unusable<'a>(path: &'a Path, remedy: &'static str) -> impl Fn(String) -> ModelError + 'a {
    move |reason| ModelError::unusable(path)(format!("{reason}; {remedy}"))
}

/// Returns the header, and where it ends.
fn read_header(file: &mut File, length: u64) -> Result<(Header, u64), String> {
    let foreign = || "it does not begin like a model file".to_owned();
    let mut preamble = [0; PREAMBLE as usize];
    file.read_exact(&mut preamble).map_err(|_| foreign())?;
    let [version, header_length] =
        [8, 12].map(|at| preamble[at..].first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes)));
    if preamble[..8] != MAGIC {
        return Err(foreign());
    }
    if version != VERSION {
        return Err(format!("its format version is `{version}`; only version {VERSION} can be read"));
    }
    let start = PREAMBLE + u64::from(header_length);
    if header_length > HEADER_LIMIT || start + HASH > length {
        return Err(format!("its header of `{header_length}` bytes is too long, or the file is truncated"));
    }
    let mut json = vec![0; header_length as usize];
    file.read_exact(&mut json).map_err(|error| error.to_string())?;
    let header: Header =
        serde_json::from_slice(&json).map_err(|error| format!("its header is invalid: {error}"))?;
    check(&header)?;
    let expected = start + content_length(&header) + HASH;
    if expected != length {
        return Err(format!("it has {length} bytes instead of {expected}: it is truncated or damaged"));
    }
    Ok((header, start))
}

/// Returns the hash of the whole file if the hash at its end matches the rest.
fn hash(file: &mut File, length: u64) -> std::io::Result<Option<String>> {
    file.seek(SeekFrom::Start(0))?;
    let mut hasher = blake3::Hasher::new();
    let mut content = (&mut *file).take(length - HASH);
    let mut step = vec![0; STEP];
    loop {
        match content.read(&mut step)? {
            0 => break,
            count => hasher.update(&step[..count]),
        };
    }
    let mut end = [0; HASH as usize];
    file.read_exact(&mut end)?;
    if hasher.finalize() != blake3::Hash::from_bytes(end) {
        return Ok(None);
    }
    Ok(Some(hasher.update(&end).finalize().to_hex().to_string()))
}
