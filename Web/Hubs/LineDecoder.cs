using System.Text;

namespace Panel.Web.Hubs;

/// <summary>Decodes the chunks of one stream to text. It joins a character that the end of a chunk has cut, and decodes a line up to a
/// limit.</summary>
/// <param name="maxLineBytes">The number of bytes of a line to decode.</param>
internal sealed class LineDecoder(int maxLineBytes)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private char[] _characters = new char[256];
    private int _shown;
    private long _omitted;

    /// <summary>Decodes a chunk.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="partial">Whether more of the line follows.</param>
    /// <param name="omitted">Bytes of the whole line that were omitted; 0 unless this chunk ends the line.</param>
    /// <returns>The text, or null when the chunk is beyond the limit and does not end the line.</returns>
    public string? Decode(ReadOnlySpan<byte> content, bool partial, out long omitted)
    {
        var full = _shown == maxLineBytes;
        var taken = content[..Math.Min(content.Length, maxLineBytes - _shown)];
        _shown += taken.Length;
        _omitted += content.Length - taken.Length;
        omitted = 0;
        var text = full && partial ? null : Text(taken, flush: !partial && _omitted == 0);
        if (!partial)
        {
            omitted = _omitted;
            (_shown, _omitted) = (0, 0);
            _decoder.Reset();
        }

        return text;
    }

    private string Text(ReadOnlySpan<byte> bytes, bool flush)
    {
        var needed = _decoder.GetCharCount(bytes, flush);
        if (_characters.Length < needed)
        {
            _characters = new char[needed];
        }

        return new string(_characters, 0, _decoder.GetChars(bytes, _characters, flush));
    }
}
