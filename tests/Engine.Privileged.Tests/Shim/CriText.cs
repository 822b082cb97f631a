using System.Text;

namespace Panel.Engine.Privileged.Tests.Shim;

/// <summary>A second, independent reader of the CRI format.</summary>
internal static class CriText
{
    public static byte[] Content(byte[] log, string stream)
    {
        using var result = new MemoryStream();
        for (var start = 0; start < log.Length;)
        {
            var end = Array.IndexOf(log, (byte)'\n', start);
            Assert.True(end >= 0, "the log ends in half a record");
            var prefix = Encoding.ASCII.GetString(log, start, 40).Split(' ');
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$", prefix[0]);
            if (prefix[1] == stream)
            {
                result.Write(log, start + 40, end - start - 40);
                if (prefix[2] == "F")
                    result.WriteByte((byte)'\n');
            }

            start = end + 1;
        }

        return result.ToArray();
    }
}
