using Panel.Engine.Linux.Cgroups;

namespace Panel.Engine.Linux.Tests.Cgroups;

public sealed class DeviceRuleTests
{
    [Theory]
    [InlineData("c 10:200 rwm", 'c', 10, 200, "rwm")]
    [InlineData("b *:* m", 'b', -1, -1, "m")]
    [InlineData("a", 'a', -1, -1, "rwm")]
    [InlineData("a *:* rwm", 'a', -1, -1, "rwm")]
    public void Rule_InDockersForm_IsRead(string text, char type, int major, int minor, string access)
    {
        Assert.True(DeviceRule.TryParse(text, out var rule));
        Assert.Equal(new DeviceRule(type, major, minor, access), rule);
    }

    [Theory]
    [InlineData("")]
    [InlineData("c 1:3")]
    [InlineData("d 1:3 r")]
    [InlineData("c 1:3 x")]
    [InlineData("c 1:3 ")]
    [InlineData("c -1:3 r")]
    [InlineData("c 1:3:4 r")]
    [InlineData("c  1:3 r")]
    [InlineData("c 99999999999:3 r")]
    public void Rule_InNoForm_IsRefused(string text) => Assert.False(DeviceRule.TryParse(text, out _));

    [Fact]
    public void Filter_AllowsWhatOneRuleAllows()
    {
        var program = DeviceFilter.Compile([new DeviceRule('c', 1, 3, "rw"), new DeviceRule('b', 8, -1, "r")]);
        Assert.True(Run(program, isBlock: false, access: 2, 1, 3));
        Assert.True(Run(program, false, 6, 1, 3));
        Assert.False(Run(program, false, 7, 1, 3));
        Assert.False(Run(program, false, 2, 1, 4));
        Assert.False(Run(program, true, 2, 1, 3));
        Assert.True(Run(program, true, 2, 8, 17));
        Assert.False(Run(program, true, 4, 8, 17));
        Assert.True(Run(DeviceFilter.Compile([new DeviceRule('a', -1, -1, "rwm")]), true, 7, 250, 1));
        Assert.False(Run(DeviceFilter.Compile([]), false, 2, 1, 3));
    }

    // The few instructions that the filter uses, as Documentation/bpf/standardization/instruction-set.rst defines them.
    private static bool Run(byte[] program, bool isBlock, uint access, uint major, uint minor)
    {
        uint[] context = [(access << 16) | (isBlock ? 1u : 2u), major, minor];
        var registers = new uint[11];
        for (var at = 0; ; at++)
        {
            var code = program[at * 8];
            var (destination, source) = (program[(at * 8) + 1] & 15, program[(at * 8) + 1] >> 4);
            var offset = BitConverter.ToInt16(program, (at * 8) + 2);
            var value = BitConverter.ToUInt32(program, (at * 8) + 4);
            switch (code)
            {
                case 0x61:
                    registers[destination] = context[offset / 4];
                    break;
                case 0xBC:
                    registers[destination] = registers[source];
                    break;
                case 0x54:
                    registers[destination] &= value;
                    break;
                case 0x74:
                    registers[destination] >>= (int)value;
                    break;
                case 0xB7:
                    registers[destination] = value;
                    break;
                case 0x56 when registers[destination] != value:
                case 0x5E when registers[destination] != registers[source]:
                    at += offset;
                    break;
                case 0x56 or 0x5E:
                    break;
                case 0x95:
                    return registers[0] == 1;
                default:
                    Assert.Fail($"instruction {code:x} at {at}");
                    break;
            }
        }
    }
}
