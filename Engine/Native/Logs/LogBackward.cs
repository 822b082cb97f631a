namespace Panel.Engine.Native.Logs;

/// <summary>A line found in a backward search.</summary>
/// <param name="Start">Offset of its first byte.</param>
/// <param name="Length">Its bytes, including the line feed.</param>
/// <param name="Torn">Whether the line feed is missing.</param>
/// <param name="Head">Null when the line does not have our format.</param>
internal readonly record struct LogLineAt(long Start, long Length, bool Torn, CriLine? Head)
{
    /// <summary>Whether no later entry belongs to the same line.</summary>
    public bool EndsLine => Head is not { Partial: true } head || head.IsUnterminated(Length - 1 - head.ContentStart);
}

/// <summary>Reads the headers of lines from the end of a file to its beginning, block by block.</summary>
internal static class LogBackward
{
    private const int BlockBytes = 64 * 1024;

    public static IEnumerable<LogLineAt> Lines(LogFile file, long end)
    {
        var block = new byte[BlockBytes];
        long blockStart = end;
        var blockLength = 0;
        // Offset after the wanted line, including its line feed.
        var lineEnd = end;
        while (lineEnd > 0)
        {
            var torn = false;
            // The backward search for the previous line feed starts here, before the line's own.
            var search = lineEnd - 1;
            if (lineEnd == end)
            {
                Load(search + 1);
                torn = block[search - blockStart] != '\n';
                if (torn) search++;
            }
            long start = 0;
            while (search > 0)
            {
                if (search <= blockStart || search > blockStart + blockLength) Load(search);
                var found = block.AsSpan(0, (int)(search - blockStart)).LastIndexOf((byte)'\n');
                if (found >= 0)
                {
                    start = blockStart + found + 1;
                    break;
                }
                search = blockStart;
            }
            yield return new(start, lineEnd - start, torn, Head(start, lineEnd));
            lineEnd = start;
        }

        void Load(long until)
        {
            blockStart = Math.Max(0, until - BlockBytes);
            blockLength = Fill(block.AsSpan(0, (int)(until - blockStart)), blockStart);
        }

        int Fill(Span<byte> buffer, long offset)
        {
            var filled = 0;
            while (filled < buffer.Length && RandomAccess.Read(file.Handle, buffer[filled..], offset + filled) is var count and > 0) filled += count;
            // The file was truncated meanwhile: nothing more can be found in it.
            buffer[filled..].Clear();
            return buffer.Length;
        }

        CriLine? Head(long start, long behind)
        {
            var length = (int)Math.Min(CriLine.MaxHead, behind - start);
            if (start >= blockStart && start + length <= blockStart + blockLength) return Parse(block.AsSpan((int)(start - blockStart), length));
            Span<byte> head = stackalloc byte[length];
            Fill(head, start);
            return Parse(head);
        }

        static CriLine? Parse(ReadOnlySpan<byte> head) => CriLine.TryParse(head.TrimEnd((byte)'\n'), out var line) ? line : null;
    }
}
