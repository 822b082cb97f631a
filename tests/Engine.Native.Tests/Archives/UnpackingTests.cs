using Panel.Engine.Contract;
using Panel.Engine.Native.Archives.Compression;

namespace Panel.Engine.Native.Tests.Archives;

/// <summary>What xz and bzip2 packed is unpacked whole or not at all.</summary>
public sealed class UnpackingTests
{
    private static readonly byte[] Content = Make(1_500_000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gzip")]
    [InlineData("xz")]
    [InlineData("xz", "-9e")]
    [InlineData("xz", "-0", "--check=crc32")]
    [InlineData("xz", "--check=sha256")]
    [InlineData("xz", "--check=none")]
    [InlineData("xz", "-T2", "--block-size=65536")]
    [InlineData("bzip2")]
    [InlineData("bzip2", "-1")]
    public async Task Open_WhatAProgramPacked_GivesItBack(params string[] program)
    {
        Assert.Equal(Content, await UnpackAsync(await Packer.PackAsync(Content, program)));
        Assert.Equal("x"u8.ToArray(), await UnpackAsync(await Packer.PackAsync("x"u8.ToArray(), program)));
        Assert.Empty(await UnpackAsync(await Packer.PackAsync([], program)));
    }

    [Theory]
    [InlineData("xz")]
    [InlineData("bzip2")]
    public async Task Open_SeveralStreams_GivesThemOneAfterAnother(string program)
    {
        var (one, other) = (await Packer.PackAsync(Content[..70_000], program), await Packer.PackAsync(Content[70_000..100_000], program));
        Assert.Equal(Content[..100_000], await UnpackAsync([.. one, .. other]));
        if (program == "xz") Assert.Equal(Content[..100_000], await UnpackAsync([.. one, 0, 0, 0, 0, .. other, 0, 0, 0, 0, 0, 0, 0, 0]));
    }

    [Theory]
    [InlineData("xz", "--check=crc32")]
    [InlineData("xz", "--block-size=20000")]
    [InlineData("bzip2")]
    public async Task Open_CutOffAnywhere_IsAFault(params string[] program)
    {
        var packed = await Packer.PackAsync(Content[..50_000], program);
        for (var length = 7; length < packed.Length; length += Math.Max(1, packed.Length / 150))
            await Assert.ThrowsAsync<InvalidDataException>(() => UnpackAsync(packed[..length]));
    }

    [Theory]
    [InlineData("xz", "--check=crc32")]
    [InlineData("xz", "--check=crc64")]
    [InlineData("xz", "--check=sha256")]
    [InlineData("bzip2")]
    public async Task Open_WithAnyByteWrong_NeverGivesWrongContent(params string[] program)
    {
        var packed = await Packer.PackAsync(Content[..20_000], program);
        var random = new Random(7);
        for (var round = 0; round < 400; round++)
        {
            var wrong = packed.ToArray();
            // The last bytes hold sums, which each reader must look at.
            var place = round < 100 ? wrong.Length - 1 - (round / 2 % Math.Min(60, wrong.Length)) : random.Next(6, wrong.Length);
            wrong[place] ^= (byte)(1 << random.Next(8));
            try
            {
                Assert.Equal(Content[..20_000], await UnpackAsync(wrong));
            }
            catch (Exception error) when (error is InvalidDataException or InvalidInputException)
            {
            }
        }
    }

    [Fact]
    public async Task Open_OfXzWithAGreatDictionary_IsRefusedBeforeItTakesMemory()
    {
        var packed = await Packer.PackAsync("x"u8.ToArray(), "xz", "--lzma2=preset=6,dict=1GiB");
        var fault = await Assert.ThrowsAsync<InvalidInputException>(() => UnpackAsync(packed));
        Assert.Contains("needs a dictionary of 1024 MiB; at most 64 MiB", fault.Message, StringComparison.Ordinal);
        Assert.Equal("x"u8.ToArray(), await UnpackAsync(await Packer.PackAsync("x"u8.ToArray(), "xz", "--lzma2=preset=6,dict=64MiB")));
    }

    [Fact]
    public async Task Open_OfXzWithAnotherFilter_IsRefused()
    {
        var fault = await Assert.ThrowsAsync<InvalidInputException>(async () => await UnpackAsync(await Packer.PackAsync(Content, "xz", "--x86", "--lzma2")));
        Assert.Contains("a filter besides LZMA2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OfOtherBytes_LeavesThemAsTheyAre()
    {
        foreach (var plain in new[] { "BZ"u8.ToArray(), "BZhx is no bzip2"u8.ToArray(), [0xFD, 0x37, 0x7A], [] }) Assert.Equal(plain, await UnpackAsync(plain));
    }

    private static async Task<byte[]> UnpackAsync(byte[] packed)
    {
        await using var plain = await Unpacking.OpenAsync(new MemoryStream(packed), null, Token);
        using var whole = new MemoryStream();
        await plain.CopyToAsync(whole, Token);
        return whole.ToArray();
    }

    // Half of it repeats, half does not.
    private static byte[] Make(int length)
    {
        var random = new Random(1);
        var content = new byte[length];
        for (var at = 0; at < length;)
        {
            var piece = content.AsSpan(at, Math.Min(random.Next(1, 3000), length - at));
            if (at > 10_000 && random.Next(2) == 0) content.AsSpan(random.Next(at - piece.Length < 0 ? 1 : at - piece.Length), piece.Length).CopyTo(piece);
            else random.NextBytes(piece);
            at += piece.Length;
        }

        return content;
    }
}
