using System.Buffers;
using System.Text;

namespace Panel.Engine.Contract;

/// <summary>Converts file paths and names to text and back without loss. Linux's paths are bytes: bytes that are not UTF-8 become lone low
/// surrogates, U+DC80 to U+DCFF for 0x80 to 0xFF, which no other text contains.</summary>
public static class FilePathText
{
    private const char First = '\uDC80';
    private const char Last = '\uDCFF';

    /// <summary>The text of a path's bytes.</summary>
    public static string FromBytes(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done)
            {
                text.Append(rune);
            }
            else
            {
                foreach (var wrong in bytes[..length]) text.Append((char)(First + wrong - 0x80));
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>The bytes of a path's text.</summary>
    public static byte[] ToBytes(string text)
    {
        if (!HasOddBytes(text)) return Encoding.UTF8.GetBytes(text);
        List<byte> bytes = new(text.Length);
        Span<byte> encoded = stackalloc byte[4];
        for (var at = 0; at < text.Length;)
        {
            if (Rune.TryGetRuneAt(text, at, out var rune))
            {
                bytes.AddRange(encoded[..rune.EncodeToUtf8(encoded)]);
                at += rune.Utf16SequenceLength;
                continue;
            }

            // Half of a surrogate pair that represents no byte becomes U+FFFD, as in every encoder.
            if (text[at] is >= First and <= Last) bytes.Add((byte)(text[at] - First + 0x80));
            else bytes.AddRange("\uFFFD"u8);
            at++;
        }

        return [.. bytes];
    }

    /// <summary>Whether the path cannot be written as UTF-8.</summary>
    public static bool HasOddBytes(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at])) continue;
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1])) return true;
            at++;
        }

        return false;
    }
}
