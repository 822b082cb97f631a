using System.Globalization;
using System.Text;

namespace Panel.Web.Components.Shared;

/// <summary>Creates the path of a <see cref="Sparkline"/>.</summary>
public static class SparklinePath
{
    /// <summary>A line through the values, the newest at the right edge.</summary>
    /// <param name="values">Samples, oldest first.</param>
    /// <param name="maximum">Value at the top edge; 0 uses the largest.</param>
    /// <param name="width">Width of the drawing.</param>
    /// <param name="height">Height of the drawing.</param>
    /// <param name="capacity">The number of samples that fill the width.</param>
    public static string For(IReadOnlyList<double> values, double maximum, int width, int height, int capacity)
    {
        if (values.Count < 2)
        {
            return "";
        }

        var top = maximum > 0 ? maximum : Math.Max(1, values.Max());
        var step = (double)width / (capacity - 1);
        var path = new StringBuilder(values.Count * 12);
        for (var i = 0; i < values.Count; i++)
        {
            var x = width - ((values.Count - 1 - i) * step);
            var y = 1 + ((height - 2) * (1 - Math.Clamp(values[i] / top, 0, 1)));
            path.Append(i == 0 ? 'M' : 'L').Append(CultureInfo.InvariantCulture, $"{x:0.#} {y:0.#}");
        }

        return path.ToString();
    }
}
